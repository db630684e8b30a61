"""Several messages in one transaction: as if they had come one by one."""

from collections.abc import Sequence

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from events.delivery import failures, together
from events.delivery.together import Letter, deliver_together
from events.log.store import Conflict
from events.messages.envelope import BadEnvelope
from events.messages.frames import Done, Refused
from events.messages.refusal import Code, Refusal
from events.models import Cursor, FailedDelivery, InboxEntry, StoredEvent
from tests.integration.events.conftest import Bench, body, said


def letters(bodies: Sequence[bytes]) -> list[Letter]:
    return [Letter(raw) for raw in bodies]


def errors(handled: Sequence[Letter]) -> list[str]:
    return [type(letter.error).__name__ for letter in handled if letter.error]


def test_many_events_take_one_transaction(bench: Bench) -> None:
    bodies = [raw for room in ("ABCDE", "FGHJK") for raw in bench.log("one", "two", "three", room=room)]
    with CaptureQueriesContext(
        connection,
    ) as asked:
        assert deliver_together("media", letters(bodies)) == []
    assert bench.handled == ["one", "two", "three"] * 2
    assert sum(query["sql"].startswith("BEGIN") for query in asked.captured_queries) <= 1
    assert len(asked) <= 6
    assert list(Cursor.objects.values_list("sequence", flat=True)) == [3, 3]


@pytest.mark.parametrize("order", [(2, 1, 0), (1, 0, 2), (2, 2), (0, 2, 1, 1, 0)])
def test_swapped_lost_and_doubled_events_are_handled_in_sequence(
    bench: Bench, order: tuple[int, ...]
) -> None:
    bodies = bench.log("one", "two", "three")
    deliver_together("media", letters([bodies[place] for place in order]))
    assert bench.handled == ["one", "two", "three"]


def test_commands_have_their_effects_and_answers_once(bench: Bench) -> None:
    twice = [said("hello"), said("hello"), said("you", frame="frame-02")]
    deliver_together("chat", letters([body(command) for command in twice]))
    deliver_together("chat", letters([body(command) for command in twice]))
    assert bench.handled == ["hello", "you"]
    assert InboxEntry.objects.count() == 2 and len(bench.published) == 2
    assert bench.answers[-3:] == [Done("frame-01"), Done("frame-01"), Done("frame-02")]


def test_each_command_has_its_own_refusal(bench: Bench) -> None:
    bench.fail = lambda text: Refusal(Code.NOT_HOST) if text == "no" else None
    deliver_together("chat", letters([body(said("no")), body(said("yes", frame="frame-02"))]))
    assert bench.answers == [Refused("frame-01", "not_host", ""), Done("frame-02")]


def test_one_failing_event_harms_no_other_stream(bench: Bench) -> None:
    def fail(text: str) -> None:
        if text == "bad":
            raise ValueError

    bench.fail = fail
    bodies = [*bench.log("good"), *bench.log("bad", "next", room="FGHJK"), *bench.log("fine", room="LMNPQ")]
    handled = letters(bodies)
    deliver_together("media", handled)
    assert bench.handled == ["good", "good", "fine"]  # the first time was rolled back
    assert dict(Cursor.objects.values_list("stream", "sequence")) == {"chat/ABCDE": 1, "chat/LMNPQ": 1}
    assert FailedDelivery.objects.get().stream == "chat/FGHJK" and errors(handled) == []


def test_a_stream_that_waits_is_put_apart_and_the_others_stay_together(bench: Bench) -> None:
    waiting = bench.log("bad", "next")
    bench.fail = lambda text: Refusal(Code.NOT_HOST) if 1 / (text != "bad") else None
    deliver_together("media", letters(waiting[:1]))
    bench.handled.clear()
    others = [*bench.log("one", room="FGHJK"), *bench.log("two", room="LMNPQ")]
    deliver_together("media", letters([waiting[1], *others]))
    assert bench.handled == ["one", "two"]


def test_a_mended_stream_goes_on_in_order(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(failures, "PAUSES", (0, 0))
    bodies = bench.log("bad", "next")
    bench.fail = lambda text: Refusal(Code.NOT_HOST) if 1 / (text != "bad") else None
    deliver_together("media", letters(bodies[:1]))
    bench.handled.clear()
    bench.fail = lambda text: None
    deliver_together("media", letters([bodies[1], *bench.log("one", room="FGHJK")]))
    assert bench.handled == ["one", "bad", "next"] and not FailedDelivery.objects.exists()


def test_a_conflict_is_decided_anew(bench: Bench) -> None:
    lost = iter([True, True, False, False])

    def race(text: str) -> None:
        if next(lost, False):
            raise Conflict("somebody was faster")

    bench.fail = race
    deliver_together("chat", letters([body(said("hello")), body(said("you", frame="frame-02"))]))
    assert StoredEvent.objects.count() == 2 and InboxEntry.objects.count() == 2


def test_what_is_no_message_is_told_and_the_rest_is_handled(bench: Bench) -> None:
    bodies = bench.log("one", "two")
    handled = letters([bodies[0], b"junk", bodies[1]])
    deliver_together("media", handled)
    assert bench.handled == ["one", "two"] and isinstance(handled[1].error, BadEnvelope)
    assert errors(handled) == ["BadEnvelope"]


def test_who_may_have_killed_a_worker_is_handled_alone(bench: Bench) -> None:
    bodies = bench.log("one", "two", "three")
    first, suspect, last = letters(bodies)
    suspect.again = True
    assert deliver_together("media", [first, suspect, last]) == [suspect, last]
    assert deliver_together("media", [suspect, last]) == [last]
    assert bench.handled == ["one", "two"]


def test_without_time_one_is_handled_and_the_rest_is_left(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(together, "LONGEST", -1)
    handled = letters(bench.log("one", "two", "three"))
    assert deliver_together("media", handled) == handled[1:]
    assert bench.handled == ["one"]
    assert Cursor.objects.get().sequence == 1
