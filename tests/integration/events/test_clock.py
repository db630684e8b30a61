"""What happens though no message asks for it."""

from concurrent.futures import Future
from datetime import timedelta

import pytest
from django.utils import timezone

from events import deadlines, gateway, registry
from events.broker import publisher, relay
from events.broker.wire import Outcome
from events.deadlines import Due
from events.delivery.handling import deliver
from events.messages.commands import ClosePhase, ShowGame
from events.messages.envelope import Envelope, decode, encode, payload_of, wrap_command
from events.models import Deadline, FailedDelivery, InboxEntry, StoredEvent
from events.registry import Concern
from events.upkeep import clock, housekeeping, sweep
from events.work import unit_of_work
from tests.integration.events.conftest import Bench

STREAM = "game/ABCDE"


def in_ms(milliseconds: int) -> int:
    return int((timezone.now().timestamp()) * 1000) + milliseconds


def set_deadlines(**wanted: Due) -> None:
    with unit_of_work(wrap_command(ShowGame(), "ABCDE")) as work:
        deadlines.replace(work, STREAM, wanted)


@pytest.fixture
def sent(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> list[Envelope]:
    commands: list[Envelope] = []
    monkeypatch.setattr(gateway, "send", commands.append)
    return commands


def test_a_deadline_is_never_early(sent: list[Envelope]) -> None:
    set_deadlines(phase=Due(in_ms(60_000), ClosePhase(number=3)))
    assert clock.fire_due(timezone.now()) == 0
    assert clock.fire_due(timezone.now() + timedelta(seconds=60)) == 1
    assert payload_of(sent[0]) == ClosePhase(number=3)


def test_a_deadline_fires_once_while_it_is_being_handled(sent: list[Envelope]) -> None:
    set_deadlines(phase=Due(in_ms(-1), ClosePhase(number=3)))
    now = timezone.now()
    assert [clock.fire_due(now), clock.fire_due(now + timedelta(seconds=1))] == [1, 0]


def test_a_deadline_that_nobody_handled_fires_again_with_the_same_id(sent: list[Envelope]) -> None:
    set_deadlines(phase=Due(in_ms(-1), ClosePhase(number=3)))
    now = timezone.now()
    clock.fire_due(now)
    clock.fire_due(now + clock.AGAIN + timedelta(seconds=1))
    assert sent[0].id == sent[1].id


def test_a_replaced_deadline_does_not_fire(sent: list[Envelope]) -> None:
    set_deadlines(phase=Due(in_ms(-1), ClosePhase(number=3), version=3))
    set_deadlines(phase=Due(in_ms(60_000), ClosePhase(number=4), version=4))
    assert clock.fire_due(timezone.now()) == 0


def test_a_deadline_asked_for_again_stays_as_it_was(sent: list[Envelope]) -> None:
    set_deadlines(bot=Due(in_ms(100), ClosePhase(number=3), version=3))
    before = Deadline.objects.get()
    set_deadlines(bot=Due(in_ms(9000), ClosePhase(number=3), version=3))
    assert Deadline.objects.get() == before and Deadline.objects.get().due_at == before.due_at


def test_a_deadline_whose_command_always_fails_is_sent_less_often_and_rests_at_last(
    sent: list[Envelope], bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise ValueError("always")

    monkeypatch.setitem(registry._concerns, "game", Concern("game", {ClosePhase: fail}))
    set_deadlines(phase=Due(in_ms(-1), ClosePhase(number=3)))
    for times, pause in enumerate((*deadlines.PAUSES, None), 1):
        due = Deadline.objects.get().due_at
        assert clock.fire_due(due) == 1
        with pytest.raises(ValueError):
            deliver("game", encode(sent[-1]))
        assert len(sent) == times
        if pause:
            assert Deadline.objects.get().due_at > timezone.now() + timedelta(seconds=pause - 1)
    assert clock.fire_due(timezone.now() + timedelta(days=1)) == 0
    assert deadlines.unpark() == 1 and clock.fire_due(timezone.now()) == 1


def test_a_deadline_whose_command_has_had_its_answer_is_over(sent: list[Envelope]) -> None:
    set_deadlines(phase=Due(in_ms(-1), ClosePhase(number=3)))
    now = timezone.now()
    clock.fire_due(now)
    InboxEntry.objects.create(subscriber="game", message_id=sent[0].id, answer="not_now")
    assert clock.fire_due(now + clock.AGAIN + timedelta(seconds=1)) == 0
    assert not Deadline.objects.exists()


def test_only_one_clock_leads_and_the_other_takes_over(transactional_db: None) -> None:
    now = timezone.now()
    assert [clock.lead("a", now), clock.lead("b", now), clock.lead("a", now)] == [True, False, True]
    assert clock.lead("b", now + clock.LEASE)
    clock.release("b")
    assert clock.lead("a", now + clock.LEASE + timedelta(seconds=1))


@pytest.fixture
def relayed(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Positions of the events that were given to the broker."""
    sent: list[int] = []

    def publish(rows: list[StoredEvent]) -> "list[Future[Outcome]]":
        sent.extend(row.position for row in rows)
        done: Future[Outcome] = Future()
        done.set_result(Outcome.STORED)
        return [done for _ in rows]

    monkeypatch.setattr(publisher, "publish_stored", publish)
    return sent


def test_the_relay_sends_what_was_never_confirmed_in_order(bench: Bench, relayed: list[int]) -> None:
    bench.log("one", "two")
    relayed.clear()
    assert relay.Relay().run(timezone.now()) == 0  # their worker has just tried itself
    assert relay.Relay().run(timezone.now() + relay.OWN_TRY) == 2
    assert relayed == sorted(relayed)


def test_events_that_nothing_takes_do_not_keep_the_others(
    bench: Bench, relayed: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(relay, "BATCH", 1)
    bench.log("unroutable", "waits behind it")
    relayed.clear()
    now, again = timezone.now() + relay.OWN_TRY, relay.Relay()
    for _ in range(5):
        again.run(now)
    first, second = sorted(set(relayed))
    assert relayed == [first, second, first, second]  # between them a round that found the end


@pytest.fixture
def poked(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, bytes]]:
    sent: list[tuple[str, bytes]] = []
    monkeypatch.setattr(publisher, "publish_to_queue", lambda queue, id, body: sent.append((queue, body)))
    return sent


def test_a_subscriber_that_has_lost_events_is_poked_until_level(
    bench: Bench, poked: list[tuple[str, bytes]]
) -> None:
    bodies = bench.log("one", "two", "three")
    deliver("media", bodies[0])  # the rest never comes
    later = timezone.now() + sweep.LOST + timedelta(seconds=1)
    sweeper = sweep.Sweep()
    sweeper.run(later)
    assert sorted(queue for queue, _ in poked) == ["chat.chat", "media.chat"]
    for queue, body in poked:
        deliver(queue.partition(".")[0], body)
    assert sorted(bench.handled) == sorted(["one", "two", "three"] * 2)
    assert sweeper.run(later) == 0


def test_a_sweep_does_not_look_again_at_what_is_level(bench: Bench, poked: list[tuple[str, bytes]]) -> None:
    for body in bench.log("one", "two"):
        deliver("media", body)
        deliver("chat", body)
    sweeper, later = sweep.Sweep(), timezone.now() + sweep.LOST + timedelta(seconds=1)
    assert sweeper.run(later) == 0
    newest = StoredEvent.objects.latest("position").position
    assert sweeper.level == {"chat": newest, "media": newest}


def test_who_is_away_is_reached_less_and_less_often(bench: Bench, poked: list[tuple[str, bytes]]) -> None:
    bench.log("one")
    sweeper, later = sweep.Sweep(), timezone.now() + sweep.LOST + timedelta(seconds=1)
    reached = [
        second for second in range(60) if sweeper.run(later + timedelta(seconds=second)) and len(poked)
    ]
    assert reached == [0, 4, 12, 28]


def test_a_failed_event_is_sent_again_to_its_subscriber_alone(
    bench: Bench, poked: list[tuple[str, bytes]]
) -> None:
    (bad,) = bench.log("bad")
    bench.fail = lambda text: 1 / 0  # type: ignore[assignment,return-value]
    deliver("media", bad)
    due = FailedDelivery.objects.get().due_at
    assert housekeeping.Again().run(due - timedelta(milliseconds=1)) == 0
    assert housekeeping.Again().run(due) == 1
    assert [(queue, decode(body).id) for queue, body in poked] == [("media.chat", decode(bad).id)]


def test_a_failed_event_that_its_subscriber_wants_no_more_is_parked(
    bench: Bench, poked: list[tuple[str, bytes]]
) -> None:
    (bad,) = bench.log("bad")
    bench.fail = lambda text: 1 / 0  # type: ignore[assignment,return-value]
    deliver("media", bad)
    FailedDelivery.objects.update(subscriber="people")  # as after a release that has dropped a subscription
    failure = FailedDelivery.objects.get()
    assert housekeeping.Again().run(failure.due_at) == 0 and poked == []
    failure.refresh_from_db()
    assert failure.state == FailedDelivery.State.PARKED and "does not subscribe" in failure.error
