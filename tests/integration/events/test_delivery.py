"""From a message to its effect: once, in order, and without hurting anybody else."""

import pytest

from events.delivery import failures, inbox
from events.delivery.handling import deliver
from events.log.store import Conflict
from events.messages.envelope import BadEnvelope
from events.messages.frames import Done, Refused
from events.messages.refusal import Code, Refusal
from events.models import Cursor, FailedDelivery, InboxEntry, StoredEvent
from tests.integration.events.conftest import Bench, body, said


def types() -> list[str]:
    return list(StoredEvent.objects.order_by("position").values_list("type", flat=True))


# --- commands ------------------------------------------------------------------------------


def test_the_same_command_twice_has_one_effect_and_one_more_answer(bench: Bench) -> None:
    deliver("chat", body(said("hello")))
    deliver("chat", body(said("hello")))
    assert bench.handled == ["hello"]
    assert bench.answers[-1] == Done("frame-01")


def test_a_refusal_is_answered_to_its_sender_and_stays_the_same(bench: Bench) -> None:
    bench.fail = lambda text: Refusal(Code.NOT_HOST)
    deliver("chat", body(said("hello")))
    bench.fail = lambda text: None
    deliver("chat", body(said("hello")))
    assert bench.answers == [Refused("frame-01", "not_host", "")] * 2
    assert bench.handled == [] and types() == []


def test_state_and_events_and_inbox_commit_together_or_not_at_all(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    def crash(*_: object) -> None:
        raise RuntimeError("killed before the inbox row")

    monkeypatch.setattr(inbox, "remember", crash)
    with pytest.raises(RuntimeError):
        deliver("chat", body(said("hello")))
    assert types() == ["fault.command_failed"] and not InboxEntry.objects.exists()
    assert [row.type for row in bench.published] == ["fault.command_failed"]


def test_a_conflict_is_decided_anew(bench: Bench) -> None:
    lost = iter([True, True, False])

    def race(text: str) -> None:
        if next(lost):
            raise Conflict("somebody was faster")

    bench.fail = race
    deliver("chat", body(said("hello")))
    assert bench.handled == ["hello"]


def test_a_command_of_another_concern_is_not_obeyed(bench: Bench) -> None:
    with pytest.raises(BadEnvelope, match="does not belong"):
        deliver("media", body(said("hello")))


# --- events --------------------------------------------------------------------------------


def test_an_event_delivered_twice_is_handled_once(bench: Bench) -> None:
    (one,) = bench.log("one")
    for _ in range(3):
        deliver("media", one)
    assert bench.handled == ["one"]


@pytest.mark.parametrize("order", [(2, 1, 0), (1, 0, 2), (2,), (0, 2, 1, 1, 0)])
def test_swapped_lost_and_doubled_events_are_handled_in_sequence(
    bench: Bench, order: tuple[int, ...]
) -> None:
    bodies = bench.log("one", "two", "three")
    for index in order:
        deliver("media", bodies[index])
    assert bench.handled == ["one", "two", "three"]


def test_subscribers_have_their_own_pace(bench: Bench) -> None:
    one, two = bench.log("one", "two")
    deliver("media", two)
    deliver("chat", one)
    reached = dict(Cursor.objects.values_list("subscriber", "sequence"))
    assert reached == {"media": 2, "chat": 1}


def fail_on(nickname: str) -> "object":
    def fail(text: str) -> None:
        if text == nickname:
            raise ValueError("the secret word is apple")

    return fail


def test_a_failing_event_makes_its_stream_wait_and_no_other(bench: Bench) -> None:
    bench.fail = fail_on("bad")  # type: ignore[assignment]
    for message in [*bench.log("bad", "next"), *bench.log("elsewhere", room="FGHJK")]:
        deliver("media", message)
    assert bench.handled == ["elsewhere"]
    assert FailedDelivery.objects.get().stream == "chat/ABCDE"


def test_other_subscribers_handle_what_one_cannot(bench: Bench) -> None:
    (bad,) = bench.log("bad")
    bench.fail = fail_on("bad")  # type: ignore[assignment]
    deliver("media", bad)
    bench.fail = lambda text: None
    deliver("chat", bad)
    assert bench.handled == ["bad"]


def test_when_the_cause_is_mended_the_stream_goes_on_in_order(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(failures, "PAUSES", (0, 0))
    bodies = bench.log("bad", "next")
    bench.fail = fail_on("bad")  # type: ignore[assignment]
    deliver("media", bodies[0])
    bench.fail = lambda text: None
    deliver("media", bodies[1])
    assert bench.handled == ["bad", "next"] and not FailedDelivery.objects.exists()


def test_after_its_tries_an_event_is_parked_and_told(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(failures, "PAUSES", (0, 0))
    (bad,) = bench.log("bad")
    bench.fail = fail_on("bad")  # type: ignore[assignment]
    for _ in range(5):
        deliver("media", bad)
    failure = FailedDelivery.objects.get()
    assert (failure.state, failure.attempts, failure.error) == ("parked", 3, "ValueError")
    assert types()[1:] == ["fault.handler_failed", "fault.handler_failed", "fault.event_parked"]


def test_the_next_event_of_the_stream_has_all_its_tries(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(failures, "PAUSES", (0, 0))
    one, two = bench.log("one", "two")
    bench.fail = fail_on("one")  # type: ignore[assignment]
    deliver("media", one)
    deliver("media", one)
    bench.fail = fail_on("two")  # type: ignore[assignment]
    deliver("media", two)
    assert bench.handled == ["one"]
    failure = FailedDelivery.objects.get()
    assert (failure.type, failure.sequence, failure.attempts) == ("chat.member_joined", 2, 1)


def test_a_fault_says_what_failed_and_never_why_in_words(bench: Bench) -> None:
    (bad,) = bench.log("bad")
    bench.fail = fail_on("bad")  # type: ignore[assignment]
    deliver("media", bad)
    told = StoredEvent.objects.get(type="fault.handler_failed").envelope
    assert "ValueError" in told and "apple" not in told


def test_what_is_no_envelope_is_refused_at_once(bench: Bench) -> None:
    for junk in (b"", b"{}", b"\xff", b'{"specversion":"1.0"}'):
        with pytest.raises(BadEnvelope):
            deliver("chat", junk)


def test_a_chain_keeps_its_correlation(bench: Bench) -> None:
    deliver("chat", body(said("hello")))
    (first,) = bench.published
    assert '"correlationid":"alice.frame-01"' in first.envelope
    assert '"causationid":"alice.frame-01"' in first.envelope
