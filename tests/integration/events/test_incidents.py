"""Raised and cleared, once, over restarts; each kind by the parts that it comes from."""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.utils import timezone

from events.broker import outbox, unrouted
from events.broker.wire import Outcome
from events.catalogue import PatternMatched
from events.catalogue.faults import IncidentCleared, IncidentRaised
from events.delivery import failures
from events.delivery.handling import deliver
from events.faults import conditions, incidents
from events.faults.conditions import Key, Present
from events.faults.incidents import Register, open_counts
from events.log import store
from events.messages.commands import Say
from events.messages.envelope import Envelope, decode, payload_of, wrap_command
from events.models import FailedDelivery, Incident, StoredEvent
from events.upkeep import lookout
from events.upkeep.lookout import Lookout, Outside, sight
from tests.integration.events.conftest import Bench

BROKER, NOW = ("broker", ""), timezone.now()
WELL, BAD = Present({}), Present({BROKER: "gone"})


def at(seconds: float) -> datetime:
    return NOW + timedelta(seconds=seconds)


def told() -> list[Envelope]:
    rows = StoredEvent.objects.filter(stream="fault/system").order_by("sequence")
    return [store.envelope_of(row) for row in rows]


def types() -> list[str]:
    return [envelope.type.rpartition("_")[2] for envelope in told()]


@pytest.fixture
def register(bench: Bench) -> Register:
    return Register()


@pytest.fixture
def raised(register: Register) -> Register:
    register.keep(BAD, at(0))
    assert register.keep(BAD, at(2)) == [BROKER]
    return register


def test_what_stays_bad_is_raised_once_with_since_when(raised: Register) -> None:
    raised.keep(BAD, at(3))
    since = int(NOW.timestamp() * 1000)
    event = IncidentRaised(kind="broker", subject="", since=since, detail="gone")
    assert [payload_of(envelope) for envelope in told()] == [event]
    assert Incident.objects.get().raised_at == NOW


def test_what_is_bad_for_a_moment_is_not_told(register: Register) -> None:
    for seconds, present in enumerate([BAD, WELL, BAD, WELL]):
        assert register.keep(present, at(seconds)) == []
    assert types() == []


def test_what_stays_good_is_cleared_in_the_trace_of_its_beginning(raised: Register) -> None:
    assert raised.keep(WELL, at(5)) == [BROKER]
    assert raised.keep(WELL, at(8)) == []
    begin, end = told()
    assert isinstance(payload_of(end), IncidentCleared)
    assert (end.causationid, end.traceparent) == (begin.id, begin.traceparent)
    assert begin.traceparent and begin.correlationid == end.correlationid
    assert Incident.objects.get().cleared_at == at(8)


def test_what_flaps_is_one_incident_that_counts(raised: Register) -> None:
    for seconds in range(5, 25, 2):
        raised.keep(WELL, at(seconds))
        raised.keep(BAD, at(seconds + 1))
    assert types() == ["raised"] and Incident.objects.get().count == 11


def test_a_later_trouble_is_another_incident(raised: Register) -> None:
    for seconds, present in [(3, WELL), (7, WELL), (10, BAD), (13, BAD)]:
        raised.keep(present, at(seconds))
    assert types() == ["raised", "cleared", "raised"]
    assert Incident.objects.filter(open=True).count() == 1


def test_another_clock_goes_on_with_what_is_open(raised: Register) -> None:
    heir = Register()
    assert heir.keep(BAD, at(10)) == heir.keep(BAD, at(20)) == [BROKER]
    heir.keep(WELL, at(21))
    assert Register().keep(WELL, at(25)) == []
    assert types() == ["raised", "cleared"]


def test_clocks_that_all_think_they_lead_raise_it_once(bench: Bench) -> None:
    clocks = [Register({BROKER: at(0)}) for _ in range(4)]
    together = threading.Barrier(len(clocks))

    def keep(clock: Register) -> None:
        try:
            together.wait(10)
            clock.keep(BAD, at(2))
        finally:
            connection.close()

    with ThreadPoolExecutor(len(clocks)) as pool:
        list(pool.map(keep, clocks))
    assert types() == ["raised"] and Incident.objects.count() == 1


def test_two_clocks_at_once_clear_it_once(raised: Register) -> None:
    raised.keep(WELL, at(3))
    late = list(Incident.objects.filter(open=True))
    raised.keep(WELL, at(7))
    incidents._step(late[0], None, at(7))
    assert types() == ["raised", "cleared"]


def test_what_nobody_can_tell_leaves_it_open(raised: Register) -> None:
    blind = Present({}, frozenset({"broker"}))
    for seconds in range(3, 60, 3):
        assert raised.keep(blind, at(seconds)) == [BROKER]


def test_open_incidents_are_counted_by_kind(raised: Register) -> None:
    assert open_counts() == dict.fromkeys(conditions.DAMPING, 0) | {"broker": 1}


# --- where each kind comes from ------------------------------------------------------------


def seen(outside: Outside = Outside(), *gone: str) -> set[Key]:  # noqa: B008  # frozen
    return set(conditions.present(sight(timezone.now(), outside, gone)).found)


@pytest.fixture(autouse=True)
def nothing_came_back() -> Iterator[None]:
    yield
    unrouted._seen.clear()


def test_a_parked_event_is_seen_until_it_is_gone(bench: Bench) -> None:
    (bad,) = bench.log("bad")
    bench.fail = lambda text: 1 / 0  # type: ignore[assignment,return-value]
    for _ in range(len(failures.PAUSES) + 1):
        assert seen() == set()
        deliver("media", bad)
        FailedDelivery.objects.update(due_at=timezone.now())
    assert seen() == {("parked", "media")}
    failures.clear("media", "chat/ABCDE")
    assert seen() == set()


def test_an_event_that_came_back_is_seen_until_it_went_out(bench: Bench) -> None:
    position = StoredEvent.objects.get(event_id=decode(bench.log("one")[0]).id).position
    outbox.mark_published(position, Outcome.RETURNED)
    assert seen() == {("unrouted", "chat.member_joined")}
    StoredEvent.objects.update(published_at=timezone.now())
    assert seen() == set()


def test_what_the_broker_lacked_is_seen(bench: Bench) -> None:
    assert seen(Outside(), "missing queue: game.game") == {("unrouted", "missing queue: game.game")}


def test_a_concern_without_a_live_worker_is_seen(bench: Bench) -> None:
    assert seen(Outside(False, {"chat": 2, "media": 0})) == {("worker", "media")}


def match(room: str, pattern: str = "media_failing") -> None:
    event = PatternMatched(
        pattern=pattern, room=room, key="", players=[], count=3, within=60, started=1, ended=2, public=True
    )
    cause = wrap_command(Say(text="x"), room)
    stream = f"patterns/{room}"
    store.append(stream, [event], expected=store.head(stream), cause=cause, now=timezone.now())


def test_media_that_fails_is_seen_by_room_for_a_minute(bench: Bench) -> None:
    match("ABCDE")
    match("FGHJK", "dead_room")
    assert seen() == {("media", "ABCDE")}
    StoredEvent.objects.update(time=timezone.now() - lookout.MEDIA_FRESH)
    assert seen() == set()


def test_media_that_fails_still_is_seen_while_an_event_waits_for_it(bench: Bench) -> None:
    match("ABCDE")
    (bad,) = bench.log("bad")
    failures.record("media", decode(bad), ValueError())
    StoredEvent.objects.update(time=timezone.now() - lookout.MEDIA_FRESH)
    assert seen() == {("media", "ABCDE")}


def test_a_bug_of_the_lookout_does_not_stop_the_clock(bench: Bench, caplog: pytest.LogCaptureFixture) -> None:
    broken = Lookout(gone=lambda: 1 / 0)  # type: ignore[arg-type,return-value]
    broken.look(timezone.now())
    broken.close()
    assert "the lookout failed" in caplog.text and types() == []
