"""Patterns over the log: rows, delays, killed workers, the clock, thresholds."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from events import catalogue as happened
from events.log import store
from events.messages.commands import Say
from events.messages.envelope import wrap_command
from events.models import FailedDelivery, PatternThreshold, PatternWindow, StoredEvent
from events.patterns import thresholds, watching
from events.patterns.cep import Absent, Hit, Pattern, Skip, Steps, Times, of, on
from events.schema import Event
from events.work import unit_of_work
from tests.integration.events.pattern_log import (
    ROOM,
    START,
    Log,
    after,
    dropped,
    returned,
    said,
    use,
    using,
)

SAID = on(happened.MessagePosted, lambda e: of(e.author or "", when=e.author is not None))
DROPPED = on(happened.PlayerDropped, lambda e: of(e.player))
RETURNED = on(happened.PlayerReturned, lambda e: of(e.player))
SHORT: list[Pattern] = [
    Times(name="talks", about="", on=SAID, count=3, within=10),
    Times(name="shares", about="", on=SAID | DROPPED, count=3, within=10, skip=Skip.NONE),
    Steps(name="talks_and_drops", about="", steps=(SAID, DROPPED), within=10),
    Absent(name="stays_away", about="", on=DROPPED, then=RETURNED | SAID, within=10),
    Times(name="all_talk", about="", on=on(happened.MessagePosted), count=4, within=10, everywhere=True),
]


@pytest.fixture
def log(db: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[Log]:
    with using(SHORT, monkeypatch) as made:
        yield made


# --- one room ------------------------------------------------------------------------------


def test_a_match_is_an_event_that_says_who_when_and_why(log: Log) -> None:
    log.happen(said(), said(), said())
    match = next(match for match in log.matches() if match.pattern == "talks")
    began = int(START.timestamp() * 1000)
    assert (match.key, match.players, match.count, match.within) == ("alice", ["alice"], 3, 10)
    assert (match.room, match.started, match.ended) == (ROOM, began, began + 2000)


def test_a_match_is_caused_by_the_event_that_completed_it(log: Log) -> None:
    log.happen(said(), dropped())
    matched = StoredEvent.objects.get(type="patterns.pattern_matched")
    cause = StoredEvent.objects.get(type="rooms.player_dropped")
    assert store.envelope_of(matched).causationid == cause.event_id
    assert (matched.stream, matched.room) == (f"patterns/{ROOM}", ROOM)


def test_a_pattern_over_two_streams_follows_the_log_and_not_the_delivery(log: Log) -> None:
    spoke, left = log.append(said(), START), log.append(dropped(), START + timedelta(seconds=1))
    log.deliver(left)
    log.deliver(spoke)
    assert log.names() == ["talks_and_drops"]


def test_an_event_is_not_counted_again_when_its_stream_comes_later(log: Log) -> None:
    bodies = [log.append(event, START) for event in (said(), dropped(), said(), dropped())]
    for body in reversed(bodies):
        log.deliver(body)
    assert log.names().count("talks_and_drops") == 2


def test_rooms_are_apart(log: Log) -> None:
    log.happen(said(), said())
    log.happen(said(), room="FGHJK")
    assert log.names() == []


def test_a_pattern_over_all_rooms_sees_them_together(log: Log) -> None:
    for number, room in enumerate(("ABCDE", "FGHJK", "ABCDE", "KLMNP")):
        log.append(said(f"player{number}"), START, room)
    log.deliver(log.bodies[-1])
    (match,) = log.matches()
    assert (match.pattern, match.room, match.count) == ("all_talk", "", 4)


def test_a_killed_worker_neither_forgets_nor_doubles(log: Log, monkeypatch: pytest.MonkeyPatch) -> None:
    class Killed(BaseException):
        pass

    def kill(*_: object, **__: object) -> None:
        raise Killed

    log.happen(said(), said())
    body = log.append(said(), START)
    with monkeypatch.context() as patch, pytest.raises(Killed):
        patch.setattr(store, "append", kill)
        log.deliver(body)
    assert log.names() == []
    log.deliver(body)
    log.deliver(body)
    assert log.names().count("talks") == 1


def test_an_event_of_a_newer_version_stops_no_pattern(log: Log) -> None:
    log.happen(said(), said())
    newer = StoredEvent.objects.order_by("position").last()
    assert newer is not None
    newer.envelope = newer.envelope.replace("message_posted/1", "message_posted/99")
    newer.save()
    PatternWindow.objects.all().delete()
    log.happen(said(), said())
    assert log.names().count("talks") == 1


def test_a_window_of_another_shape_starts_anew(log: Log) -> None:
    log.happen(said(), said())
    PatternWindow.objects.update(state={"talks": [1, 2]})
    log.happen(said(), said(), said())
    assert log.names().count("talks") == 1


def test_a_failing_pattern_makes_its_stream_wait_and_harms_no_other_room(log: Log) -> None:
    def fail(event: Event) -> list[Hit]:
        raise ZeroDivisionError

    bad = Times(name="bad", about="", on=on(happened.PlayerReturned, fail), within=10)
    use([*SHORT, bad])
    log.happen(returned())
    log.happen(said(), dropped(), room="FGHJK")
    assert FailedDelivery.objects.get().stream == f"rooms/{ROOM}"
    assert log.names() == ["talks_and_drops"]


# --- what costs nothing --------------------------------------------------------------------


def test_an_event_that_concerns_no_pattern_costs_no_query(log: Log) -> None:
    notice = happened.MessagePosted(author=None, nickname="", text="", notice="match_started")
    use(SHORT[:3])
    with unit_of_work(wrap_command(Say(text="x"), ROOM)) as work, CaptureQueriesContext(connection) as asked:
        watching.watch(work, notice)
        watching.watch(work, returned())
    assert len(asked) == 0


def test_only_events_that_can_complete_something_reach_the_worker(log: Log) -> None:
    table = watching.install([Steps(name="x", about="", steps=(SAID, DROPPED), until=RETURNED, within=10)])
    assert set(table) == {happened.PlayerDropped}


def test_an_ordinary_event_costs_a_window_a_look_into_the_log_and_a_write(log: Log) -> None:
    use(SHORT[:3])
    log.happen(said())
    log.append(said())
    with unit_of_work(wrap_command(Say(text="x"), ROOM)) as work, CaptureQueriesContext(connection) as asked:
        watching.watch(work, said())
    assert [q["sql"].split()[0] for q in asked] == ["SELECT", "SELECT", "UPDATE"]


def test_two_patterns_of_one_name_are_refused() -> None:
    with pytest.raises(ValueError, match="two patterns of one name"):
        watching.install([SHORT[0], SHORT[0]])


# --- the clock -----------------------------------------------------------------------------


def test_what_did_not_happen_is_told_without_any_event(log: Log) -> None:
    log.happen(dropped())
    assert watching.expire(after(9)) == 0
    assert log.names() == []
    assert watching.expire(after(10)) == 1
    assert log.names() == ["stays_away"]
    assert watching.expire(after(20)) == 0


def test_the_clock_reads_what_was_never_delivered(log: Log) -> None:
    log.happen(dropped())
    log.append(returned(), START + timedelta(seconds=9))
    watching.expire(after(10))
    assert log.names() == []


def test_the_clock_waits_for_what_may_still_be_under_way(log: Log) -> None:
    log.happen(dropped())
    watching.look(ROOM, START + timedelta(seconds=12))
    log.append(returned(), START + timedelta(seconds=9))
    watching.expire(after(100))
    assert log.names() == []


def test_the_clock_looks_at_nothing_when_nothing_is_due(log: Log) -> None:
    log.happen(dropped())
    with CaptureQueriesContext(connection) as asked:
        assert watching.expire(START) == 0
    assert len(asked) == 1 and "expires_at" in asked[0]["sql"]


def test_what_is_too_old_to_matter_is_forgotten_by_itself(log: Log) -> None:
    log.happen(said())
    assert PatternWindow.objects.get(room=ROOM).state
    watching.expire(after(11))
    window = PatternWindow.objects.get(room=ROOM)
    assert (window.state, window.expires_at) == ({}, None)


def test_a_failing_pattern_is_put_off_and_stops_no_clock(log: Log, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> list[Any]:
        raise ZeroDivisionError

    log.happen(dropped())
    log.happen(dropped(), room="FGHJK")
    real = watching.look
    monkeypatch.setattr(watching, "look", lambda room, now: fail() if room == ROOM else real(room, now))
    assert watching.expire(after(10)) == 2
    assert watching.expire(after(10)) == 0
    assert [match.room for match in log.matches()] == ["FGHJK"]


def test_windows_go_with_the_log_of_their_room_and_no_sooner(log: Log) -> None:
    log.happen(said())
    watching.expire(after(1000))
    assert watching.forget_expired(after(10**6)) == 0
    StoredEvent.objects.filter(room=ROOM).delete()
    assert watching.forget_expired(after(10**6)) == 1


def test_a_window_whose_log_is_gone_stops_no_clock(log: Log) -> None:
    log.happen(dropped())
    StoredEvent.objects.all().delete()
    assert watching.expire(after(10)) == 1
    assert watching.expire(after(10)) == 0


def test_the_window_over_all_rooms_is_kept_near_the_end_of_the_log(log: Log) -> None:
    log.happen(dropped(), returned())
    watching.forget_expired(START)
    last = StoredEvent.objects.order_by("position").last()
    assert last is not None
    assert PatternWindow.objects.get(room="").position == last.position


# --- thresholds ----------------------------------------------------------------------------


def test_an_admin_s_threshold_holds_from_the_next_event_on(log: Log) -> None:
    PatternThreshold.objects.create(pattern="talks", count=2, within=5)
    log.happen(said(), said())
    assert [(m.count, m.within) for m in log.matches() if m.pattern == "talks"] == [(2, 5)]


def test_a_pattern_that_is_off_matches_nothing_and_starts_anew_when_on(log: Log) -> None:
    row = PatternThreshold.objects.create(pattern="talks", enabled=False)
    log.happen(said(), said(), said())
    row.enabled = True
    row.save()
    thresholds.forget()
    log.happen(said(), said())
    assert "talks" not in log.names()
    log.happen(said())
    assert log.names().count("talks") == 1


def test_thresholds_are_read_once_for_many_events(log: Log) -> None:
    log.happen(said())
    with CaptureQueriesContext(connection) as asked:
        log.happen(said(), said(), said())
    assert not [q for q in asked if "patternthreshold" in q["sql"]]
