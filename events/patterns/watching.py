"""Complex event processing over the log: the patterns of events.patterns.cep with their state in rows.

A message is only a hint that a room's log has something new.  The window of the room says up to which
position its patterns have seen the log; they are shown the rest in the order of the log, whatever came
in which order, and window and matches commit together.  So the same log gives the same matches, with any
restarts, duplicates and delays between.  What has not happened is found by ``expire``, for the clock.

The promise has one bound, cep.SETTLE: an event that gets into the log later than that after its own time
comes too late to stop an absence from being told.
"""

import logging
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
from django.db import InterfaceError, OperationalError
from django.db.models import Exists, Max, OuterRef, QuerySet

from events.catalogue import PatternMatched
from events.catalogue.faults import ServiceFailed
from events.faults import reporting
from events.log import sealing, store
from events.messages.envelope import BadEnvelope, payload_of, stream_of
from events.models import PatternWindow, StoredEvent
from events.patterns import cep, thresholds
from events.patterns.cep import Finding, Pattern, Seen, State, Watch
from events.registry import EventTable
from events.schema import Event, declaration_of
from events.work import UnitOfWork, unit_of_work

logger = logging.getLogger(__name__)

EVERYWHERE = ""  # the window over all rooms
BATCH = 500  # rows of the log, or windows, at once
LOOK_BACK = 2000  # events that hindsight reads at most
POSTPONE = timedelta(minutes=1)  # after a failure that will not go away by itself

_installed: list[Pattern] = []


def install(patterns: Sequence[Pattern]) -> EventTable:
    """Set the patterns of this process; the table of handlers for the worker that watches them.

    Raises ValueError when two have one name.
    """
    names = [pattern.name for pattern in patterns]
    if len(set(names)) < len(names):
        raise ValueError(f"two patterns of one name among {', '.join(names)}")
    _installed[:] = patterns
    return {type: (watch,) for pattern in patterns for type in pattern.waker.types | pattern.opens}


def installed() -> Sequence[Pattern]:
    return _installed


def watch(work: UnitOfWork, event: Event) -> None:
    """Handler of every event that can complete a pattern; no query for one that can't."""
    awake = [pattern for pattern in _installed if type(event) in pattern.types and pattern.wakes(event)]
    if not awake:
        return
    scopes = {EVERYWHERE if pattern.everywhere else work.room for pattern, _ in thresholds.watched(awake)}
    # All windows are locked before the first append: that takes the log's lock, and everybody in one order.
    windows = [_locked(room) for room in sorted(scopes, reverse=True)]
    for window, found in [(window, _catch_up(window, work.now)) for window in windows]:
        _tell(work, window.room, found)


def expire(now: datetime) -> int:
    """Find what should have happened and did not; for the clock, every second.  Returns how many rooms
    it looked at.  Raises the database's errors when it is away; any other failure is put off."""
    due = PatternWindow.objects.filter(expires_at__lte=now).order_by("expires_at")
    rooms = list(due.values_list("room", flat=True)[:BATCH])
    for room in rooms:
        try:
            look(room, now)
        except (OperationalError, InterfaceError):
            raise
        except Exception as error:  # a pattern's bug must not stop the clock
            logger.exception("patterns of %s failed", room or "all rooms")
            fault = ServiceFailed(
                where="clock.patterns", what=room or "all rooms", error=type(error).__name__
            )
            reporting.tell(reporting.without_message("clock"), fault)
            PatternWindow.objects.filter(room=room).update(expires_at=now + POSTPONE)
    return len(rooms)


def look(room: str, now: datetime) -> None:
    """Bring a room's patterns level with the log, and let time pass to ``now``."""
    newest = _log(room).order_by("-position").first()
    if newest is None:
        PatternWindow.objects.filter(room=room).update(expires_at=None)
        return
    with unit_of_work(store.envelope_of(newest)) as work:
        window = _locked(room)
        found = _catch_up(window, now, until=now)
        _tell(work, room, found)


def forget_expired(now: datetime) -> int:
    """Delete the windows of rooms whose log is gone; returns how many.

    Also brings the window over all rooms level: its events may be rare, and the way to the next long.
    """
    look(EVERYWHERE, now)
    log = StoredEvent.objects.filter(room=OuterRef("room"))
    idle = PatternWindow.objects.filter(expires_at=None).exclude(room=EVERYWHERE)
    deleted, _ = idle.exclude(Exists(log)).delete()
    return deleted


# --- one window ----------------------------------------------------------------------------


def _locked(room: str) -> PatternWindow:
    """The room's window, ours until the transaction ends."""
    window, _ = PatternWindow.objects.select_for_update().get_or_create(room=room)
    return window


def _catch_up(window: PatternWindow, now: datetime, until: datetime | None = None) -> list[Finding]:
    """Show the window what the log has in addition, let time pass to ``until``, and keep the result."""
    everywhere, before = window.room == EVERYWHERE, window.position
    watched = thresholds.watched(pattern for pattern in _installed if pattern.everywhere == everywhere)
    state = _state(window)
    found: list[Finding] = []
    newest = _ms(until) if until else 0
    for seen in _unread(window, watched):
        found += cep.show(watched, state, seen, _past(window.room))
        newest = max(newest, seen.time)
    if until:
        found += cep.pass_time(watched, state, _ms(until) - cep.SETTLE)
    elif window.position == before:
        return found
    cep.tidy(watched, state, newest - cep.SETTLE)
    due = cep.next_look(watched, state, _ms(now))
    window.state = msgspec.to_builtins(state)
    window.expires_at = None if due is None else datetime.fromtimestamp(due / 1000, UTC)
    window.save()
    return found


def _state(window: PatternWindow) -> State:
    try:
        return msgspec.convert(window.state, State)
    except msgspec.ValidationError:
        logger.warning("window of %s is of another version: it starts anew", window.room or "all rooms")
        return {}


def _unread(window: PatternWindow, watched: Watch) -> Iterator[Seen]:
    """What the log has after the window's position, which moves along."""
    types = frozenset(type for pattern, _ in watched for type in pattern.types)
    opened = frozenset(type for pattern, _ in watched for type in pattern.opens)
    log = _log(window.room).filter(type__in=[declaration_of(type).type for type in types])
    head = _head() if window.room == EVERYWHERE else 0
    more = True
    while more:
        rows = list(log.filter(position__gt=window.position).order_by("position")[:BATCH])
        for row in rows:
            window.position = row.position
            yield from _seen(row, opened)
        more = len(rows) == BATCH
    # Events of all rooms may be rare: the way past the others is not gone twice.
    window.position = max(window.position, head)


def _head() -> int:
    newest: int | None = StoredEvent.objects.aggregate(Max("position"))["position__max"]
    return newest or 0


def _log(room: str) -> "QuerySet[StoredEvent]":
    return StoredEvent.objects.filter(room=room) if room else StoredEvent.objects.all()


def _seen(row: StoredEvent, opened: Iterable[type[Event]] = ()) -> Iterator[Seen]:
    try:
        event = payload_of(store.envelope_of(row))
    except BadEnvelope as error:  # of a newer writer: whoever handles this type has it parked
        logger.warning("patterns pass over %s: %s", row.event_id, type(error).__name__)
        return
    assert isinstance(event, Event)
    if row.sealed and type(event) in opened:
        secret: dict[str, Any] = msgspec.json.decode(sealing.unseal(row.sealed.encode()))
        event = msgspec.convert(msgspec.to_builtins(event) | secret, type=type(event))
    yield Seen(event, row.position, _ms(row.time))


def _past(room: str) -> cep.Past:
    """For hindsight: a reader of the room's log."""

    def read(last: Seen, since: type[Event], reads: type[Event], ms: int) -> list[Seen]:
        before = _log(room).filter(position__lt=last.position)
        start = before.filter(type=declaration_of(since).type).aggregate(Max("position"))["position__max"]
        oldest = datetime.fromtimestamp((last.time - ms) / 1000, UTC)
        wanted = before.filter(
            position__gt=start or 0, type=declaration_of(reads).type, time__gte=oldest
        ).order_by("-position")
        return [seen for row in reversed(wanted[:LOOK_BACK]) for seen in _seen(row)]

    return read


def _tell(work: UnitOfWork, room: str, found: Sequence[Finding]) -> None:
    """Append the matches, each caused by the event that completed it."""
    stream = stream_of("patterns", room)
    for pattern, terms, match in found:
        event = PatternMatched(
            pattern=pattern.name,
            room=room,
            # What a sealed field says stays out of what is published.
            key="" if pattern.opens else match.key,
            players=list(match.players),
            count=match.count,
            within=terms.within,
            started=match.started,
            ended=match.ended,
            public=pattern.public and bool(room),
        )
        cause = store.envelope_of(StoredEvent.objects.get(position=match.position))
        cause = msgspec.structs.replace(cause, partitionkey=room)
        work.stored += store.append(stream, [event], expected=store.head(stream), cause=cause, now=work.now)


def _ms(time: datetime) -> int:
    return int(time.timestamp() * 1000)
