"""What an admin does about a parked event keeps the promises of delivery: once, and in order."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import msgspec
import pytest
from django.utils import timezone

from events.admin import desk, standing
from events.broker import publisher
from events.delivery import failures
from events.delivery.handling import deliver
from events.models import Cursor, DeskAction, FailedDelivery, StoredEvent
from events.upkeep import housekeeping, sweep
from tests.integration.events.conftest import Bench


def fail_on(*nicknames: str) -> Callable[[str], Any]:
    def fail(text: str) -> None:
        if text in nicknames:
            raise ValueError("the secret word is apple")

    return fail


@pytest.fixture
def poked(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, bytes]]:
    monkeypatch.setattr(failures, "PAUSES", ())
    sent: list[tuple[str, bytes]] = []
    monkeypatch.setattr(publisher, "publish_to_queue", lambda queue, id, body: sent.append((queue, body)))
    return sent


def park(bench: Bench, *nicknames: str, bad: str = "bad", room: str = "ABCDE") -> FailedDelivery:
    """Log all of them, let media fail on ``bad``, then mend the cause."""
    bench.fail = fail_on(bad)
    for body in bench.log(*nicknames, room=room):
        deliver("media", body)
    bench.fail = lambda text: None
    return FailedDelivery.objects.get(stream=f"chat/{room}")


def run(poked: list[tuple[str, bytes]]) -> None:
    while poked:
        queue, body = poked.pop(0)
        deliver(queue.partition(".")[0], body)


def data(nickname: str) -> str:
    return msgspec.json.encode({"player": "p", "nickname": nickname}).decode()


def test_a_requeued_event_is_handled_once_and_the_stream_goes_on_in_order(
    bench: Bench, poked: list[tuple[str, bytes]]
) -> None:
    failure = park(bench, "one", "bad", "three", "four")
    desk.requeue(failure.pk, failure.event_id, by="admin")
    poked *= 3
    run(poked)
    assert bench.handled == ["one", "bad", "three", "four"]
    assert not FailedDelivery.objects.exists()


def test_a_requeued_event_whose_poke_is_lost_is_sent_by_the_clock(
    bench: Bench, poked: list[tuple[str, bytes]]
) -> None:
    failure = park(bench, "bad", "next")
    desk.requeue(failure.pk, failure.event_id, by="admin")
    poked.clear()
    assert housekeeping.Again().run(timezone.now()) == 1
    run(poked)
    sweep.Sweep().run(timezone.now() + sweep.LOST + timedelta(seconds=1))
    run([message for message in poked if message[0].startswith("media")])
    assert bench.handled == ["bad", "next"]


def test_a_requeued_event_that_fails_again_has_all_its_tries_anew(
    bench: Bench, poked: list[tuple[str, bytes]], monkeypatch: pytest.MonkeyPatch
) -> None:
    failure = park(bench, "bad", "next")
    monkeypatch.setattr(failures, "PAUSES", (1000,))
    bench.fail = fail_on("bad")
    desk.requeue(failure.pk, failure.event_id, by="admin")
    run(poked)
    failure.refresh_from_db()
    assert (failure.state, failure.attempts, bench.handled) == ("waiting", 1, [])


def test_other_subscribers_get_nothing_again(bench: Bench, poked: list[tuple[str, bytes]]) -> None:
    failure = park(bench, "bad")
    desk.requeue(failure.pk, failure.event_id, by="admin")
    assert [queue for queue, _ in poked] == ["media.chat"]


def test_a_dropped_event_is_passed_over_and_the_stream_goes_on_in_order(
    bench: Bench, poked: list[tuple[str, bytes]]
) -> None:
    failure = park(bench, "one", "bad", "three", "four")
    desk.drop(failure.pk, failure.event_id, by="admin")
    run(poked)
    assert bench.handled == ["one", "three", "four"]
    assert Cursor.objects.get(subscriber="media").sequence == 4
    assert not FailedDelivery.objects.exists()


def test_a_drop_touches_one_subscriber_and_not_the_log(bench: Bench, poked: list[tuple[str, bytes]]) -> None:
    before = StoredEvent.objects.count
    failure = park(bench, "bad")
    logged = before()
    desk.drop(failure.pk, failure.event_id, by="admin")
    deliver("chat", StoredEvent.objects.get(stream="chat/ABCDE").envelope.encode())
    assert bench.handled == ["bad"] and before() == logged


def test_edited_data_are_handled_in_place_of_the_logs_by_that_subscriber_alone(
    bench: Bench, poked: list[tuple[str, bytes]]
) -> None:
    failure = park(bench, "bad", "next")
    logged = StoredEvent.objects.get(event_id=failure.event_id).envelope
    desk.correct(failure.pk, failure.event_id, data("good"), by="admin")
    assert poked == []  # nothing happens before it is requeued
    desk.requeue(failure.pk, failure.event_id, by="admin")
    run(poked)
    deliver("chat", logged.encode())
    assert bench.handled == ["good", "next", "bad"]
    assert StoredEvent.objects.get(event_id=failure.event_id).envelope == logged


def test_a_correction_is_never_handled_in_place_of_a_later_event(
    bench: Bench, poked: list[tuple[str, bytes]]
) -> None:
    failure = park(bench, "bad", "worse", "last")
    desk.correct(failure.pk, failure.event_id, data("good"), by="admin")
    bench.fail = fail_on("worse")
    desk.requeue(failure.pk, failure.event_id, by="admin")
    run(poked)
    later = FailedDelivery.objects.get()
    assert (later.sequence, desk.correction(later)) == (2, None)
    bench.fail = lambda text: None
    desk.requeue(later.pk, later.event_id, by="admin")
    run(poked)
    assert bench.handled == ["good", "worse", "last"]


@pytest.mark.parametrize(
    "bad",
    [
        "",
        "no JSON",
        "[]",
        '{"player":"p"}',
        '{"player":"p","nickname":7}',
        '{"player":"p","nickname":"n","x":1}',
        "[" * 100_000,
        data("x" * 70_000),
    ],
)
def test_data_that_their_type_does_not_allow_are_refused(
    bench: Bench, poked: list[tuple[str, bytes]], bad: str
) -> None:
    failure = park(bench, "bad")
    with pytest.raises(desk.DeskError):
        desk.correct(failure.pk, failure.event_id, bad, by="admin")
    assert not FailedDelivery.objects.get().corrected and not DeskAction.objects.exists()


def test_sealed_fields_cannot_be_set_by_hand(bench: Bench, poked: list[tuple[str, bytes]]) -> None:
    failure = park(bench, "bad")
    row = StoredEvent.objects.get(event_id=failure.event_id)
    envelope = msgspec.json.decode(row.envelope)
    envelope |= {"type": "game.vote_cast", "dataschema": "/schemas/game.vote_cast/1", "data": {"voter": "p"}}
    StoredEvent.objects.filter(pk=row.pk).update(envelope=msgspec.json.encode(envelope).decode())
    with pytest.raises(desk.DeskError, match="Sealed|봉인"):
        desk.correct(failure.pk, failure.event_id, '{"voter":"p","target":"q"}', by="admin")


def test_who_looks_at_an_old_page_changes_nothing(bench: Bench, poked: list[tuple[str, bytes]]) -> None:
    failure = park(bench, "bad", "worse")
    old = failure.event_id
    bench.fail = fail_on("worse")
    desk.requeue(failure.pk, old, by="admin")
    run(poked)  # the row is about "worse" now
    for act in (desk.requeue, desk.drop):
        with pytest.raises(desk.DeskError):
            act(failure.pk, old, by="other")
    with pytest.raises(desk.DeskError):
        desk.correct(failure.pk, old, data("x"), by="other")
    assert FailedDelivery.objects.get().state == "parked" and bench.handled == ["bad"]


def test_what_waits_for_its_next_try_is_left_alone(
    bench: Bench, poked: list[tuple[str, bytes]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(failures, "PAUSES", (1000,))
    failure = park(bench, "bad")
    with pytest.raises(desk.DeskError):
        desk.drop(failure.pk, failure.event_id, by="admin")
    assert FailedDelivery.objects.get() == failure


def test_an_event_that_was_archived_can_only_be_dropped(bench: Bench, poked: list[tuple[str, bytes]]) -> None:
    failure = park(bench, "bad")
    StoredEvent.objects.all().delete()
    with pytest.raises(desk.DeskError):
        desk.requeue(failure.pk, failure.event_id, by="admin")
    assert desk.requeue_group(desk.Group("media", failure.type, failure.error), by="admin") == 0
    desk.drop(failure.pk, failure.event_id, by="admin")
    assert not FailedDelivery.objects.exists()


def test_a_group_is_requeued_without_its_neighbours(bench: Bench, poked: list[tuple[str, bytes]]) -> None:
    mine = park(bench, "bad")
    park(bench, "bad", room="FGHJK")
    other = park(bench, "bad", room="LMNPQ")
    FailedDelivery.objects.filter(pk=other.pk).update(error="KeyError")
    assert desk.requeue_group(desk.Group("media", mine.type, mine.error), by="admin") == 2
    assert housekeeping.Again().run(timezone.now()) == 2
    run(poked)
    assert bench.handled == ["bad", "bad"] and FailedDelivery.objects.get() == other


def test_every_act_is_noted_with_who_and_what_was_before(
    bench: Bench, poked: list[tuple[str, bytes]]
) -> None:
    failure = park(bench, "bad")
    desk.correct(failure.pk, failure.event_id, data("good"), by="ann")
    desk.drop(failure.pk, failure.event_id, by="bob")
    edited, dropped = DeskAction.objects.order_by("pk")
    assert (edited.kind, edited.by, edited.event_id) == ("edited", "ann", failure.event_id)
    assert '"bad"' in edited.before and '"good"' in edited.after
    assert (dropped.kind, dropped.by, dropped.sequence) == ("dropped", "bob", 1)


def test_data_offered_for_editing_are_those_edited_last(bench: Bench, poked: list[tuple[str, bytes]]) -> None:
    failure = park(bench, "bad")
    assert msgspec.json.decode(desk.data_to_edit(failure))["nickname"] == "bad"
    mended = desk.correct(failure.pk, failure.event_id, data("good"), by="ann")
    assert msgspec.json.decode(desk.data_to_edit(mended))["nickname"] == "good"


# --- how far every subscriber is -----------------------------------------------------------


def of(queue: str) -> standing.Standing:
    rows = standing.overview(timezone.now() + timedelta(seconds=10)).standings
    return next(row for row in rows if row.subscription.queue == queue)


def test_lag_is_what_a_subscriber_has_not_handled(bench: Bench) -> None:
    bodies = bench.log("one", "two", "three")
    deliver("media", bodies[0])
    assert of("media.chat").lag == standing.Figure(2)
    assert of("chat.chat").lag == standing.Figure(3)
    deliver("media", bodies[2])
    assert (of("media.chat").lag, of("media.chat").oldest) == (standing.Figure(0), None)


def test_the_oldest_unhandled_event_tells_the_lag_in_seconds(bench: Bench) -> None:
    bodies = bench.log("one", "two")
    StoredEvent.objects.filter(sequence=2).update(time=timezone.now() - timedelta(minutes=5))
    deliver("media", bodies[0])
    oldest = of("media.chat").oldest
    assert oldest and 300 <= oldest.total_seconds() < 330


def test_a_lag_that_begins_before_the_window_is_a_least(
    bench: Bench, poked: list[tuple[str, bytes]], monkeypatch: pytest.MonkeyPatch
) -> None:
    park(bench, "bad", *"abcdef")
    monkeypatch.setattr(standing, "WINDOW", 3)
    lag = of("media.chat").lag
    assert lag and lag.more and lag.count >= 1


def test_failures_are_counted_by_queue_and_state(bench: Bench, poked: list[tuple[str, bytes]]) -> None:
    park(bench, "bad")
    assert (of("media.chat").parked, of("media.chat").waiting) == (1, 0)
    assert (of("chat.chat").parked, of("chat.chat").waiting) == (0, 0)


def test_the_outbox_is_counted(bench: Bench) -> None:
    bench.log("one", "two")
    StoredEvent.objects.filter(sequence=1).update(published_at=timezone.now())
    assert standing.overview(timezone.now()).outbox == standing.Figure(1)


def test_of_commands_nothing_is_claimed(bench: Bench) -> None:
    row = of("chat.commands")
    assert not row.counted and row.lag is None and row.parked is None


def test_a_figure_that_takes_too_long_is_unknown(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    from django.db import OperationalError

    def slow() -> None:
        raise OperationalError("canceling statement due to statement timeout")

    monkeypatch.setattr(standing, "_log_window", slow)
    monkeypatch.setattr(standing, "_outbox", slow)
    overview = standing.overview(timezone.now())
    assert overview.outbox is None and of("media.chat").lag is None and of("media.chat").parked == 0


def test_a_query_is_ended_when_its_time_is_over(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    from django.db import connection

    def endless() -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1000000000)"
                " SELECT count(*) FROM n"
            )

    monkeypatch.setattr(standing, "PATIENCE", 0.05)
    assert standing.known(endless) is None
    assert StoredEvent.objects.count() == 0  # the connection is as good as before


def test_an_envelope_that_cannot_be_read_can_only_be_dropped(
    bench: Bench, poked: list[tuple[str, bytes]]
) -> None:
    failure = park(bench, "bad", "two")
    StoredEvent.objects.filter(event_id=failure.event_id).update(envelope="{}")
    for act in (
        lambda: desk.data_to_edit(failure),
        lambda: desk.requeue(failure.pk, failure.event_id, by="admin"),
    ):
        with pytest.raises(desk.DeskError, match="cannot be read"):
            act()
    desk.drop(failure.pk, failure.event_id, by="admin")
    run(poked)
    assert not FailedDelivery.objects.filter(
        event_id=failure.event_id, state=FailedDelivery.State.PARKED
    ).exists()
