"""How far every queue's subscriber is, from cursors and log alone: no broker is asked.

All of it stays cheap whatever the log's size: the newest ``WINDOW`` events are looked at, and the rows of
what failed.  A figure that takes longer than ``PATIENCE`` is None: unknown, and said so.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeVar

from django.db import OperationalError, connection, transaction
from django.db.models import Count

from events import registry
from events.broker.topology import COMMANDS, Subscription
from events.models import Cursor, FailedDelivery, StoredEvent

WINDOW = 2000  # events
FAILURES = 1000  # of which the age is looked up
OUTBOX = 10_000  # counted so far
PATIENCE = 1.0  # seconds for each query

T = TypeVar("T")


@dataclass(frozen=True)
class Figure:
    """A count; ``more`` when it is only the least that it can be."""

    count: int
    more: bool = False


@dataclass(frozen=True)
class Standing:
    """One queue.  ``counted`` is False for commands: they are in no log, so nothing is known of them."""

    subscription: Subscription
    counted: bool
    lag: Figure | None = None  # events not handled yet
    oldest: timedelta | None = None  # age of the oldest of them; None with a lag of 0, too
    waiting: int | None = None  # failed, to be tried again
    parked: int | None = None


@dataclass(frozen=True)
class Overview:
    standings: list[Standing]
    outbox: Figure | None  # events not published yet
    outbox_oldest: timedelta | None


@dataclass(frozen=True)
class _Open:
    """Events that a queue's subscriber has not handled; ``more``: older ones lie before the window."""

    count: int
    oldest: datetime | None
    more: bool


def overview(now: datetime, left: Callable[[], float] = lambda: PATIENCE) -> Overview:
    """The figures of this instant, in at most six queries; ``left``: seconds that the next question has."""
    found = known(_log_window, left())
    seen, floor = found if found else (None, 0)
    reached = known(lambda: _cursors({row[0] for row in seen}), left()) if seen is not None else None
    failed = known(_failures, left())
    outbox = known(_outbox, left())
    standings = [
        _standing(subscription, seen, floor, reached, failed, now)
        for subscription in registry.all_subscriptions()
    ]
    first = outbox[1] if outbox else None
    return Overview(standings, outbox[0] if outbox else None, now - first if first else None)


_Seen = list[tuple[str, int, str, datetime]]  # stream, sequence, type, time
_Reached = dict[tuple[str, str], int]  # (subscriber, stream) -> sequence


@dataclass(frozen=True)
class _Failures:
    """``counts`` by subscriber, type and state; ``older``: position and time of the failed events."""

    counts: list[tuple[str, str, str, int]]
    events: list[tuple[str, str, int, datetime]]  # subscriber, type, position, time


def _standing(
    subscription: Subscription,
    seen: _Seen | None,
    floor: int,
    reached: _Reached | None,
    failed: _Failures | None,
    now: datetime,
) -> Standing:
    if subscription.exchange == COMMANDS:
        return Standing(subscription, counted=False)
    lag = oldest = None
    if seen is not None and reached is not None and failed is not None:
        open = _open(subscription, seen, floor, reached, failed)
        lag, oldest = Figure(open.count, open.more), now - open.oldest if open.oldest else None
    return Standing(
        subscription,
        True,
        lag,
        oldest,
        _failed(subscription, failed, FailedDelivery.State.WAITING),
        _failed(subscription, failed, FailedDelivery.State.PARKED),
    )


def _open(subscription: Subscription, seen: _Seen, floor: int, reached: _Reached, failed: _Failures) -> _Open:
    """What the window shows to be unhandled, and what failed before it."""
    first = {stream: sequence for stream, sequence, *_ in seen}  # newest come first: the last one stays
    behind = [
        (stream, at)
        for stream, sequence, type, at in seen
        if type in subscription.keys and sequence > reached.get((subscription.concern, stream), 0)
    ]
    before = [
        at
        for subscriber, type, position, at in failed.events
        if subscriber == subscription.concern and type in subscription.keys and position <= floor
    ]
    times = [at for _, at in behind] + before
    hidden = any(first[stream] > reached.get((subscription.concern, stream), 0) + 1 for stream, _ in behind)
    return _Open(len(times), min(times, default=None), more=hidden or bool(before))


def _failed(subscription: Subscription, failed: _Failures | None, state: str) -> int | None:
    if failed is None:
        return None
    return sum(
        count
        for subscriber, type, in_state, count in failed.counts
        if subscriber == subscription.concern and type in subscription.keys and in_state == state
    )


def _log_window() -> tuple[_Seen, int]:
    """The newest events, and the position before the first of them (0: the log has no more)."""
    newest = StoredEvent.objects.order_by("-position")
    rows = list(newest.values_list("stream", "sequence", "type", "time", "position")[: WINDOW + 1])
    floor = rows[WINDOW][4] if len(rows) > WINDOW else 0
    return [row[:4] for row in rows[:WINDOW]], floor


def _cursors(streams: set[str]) -> _Reached:
    names = [concern.name for concern in registry.concerns() if concern.events]
    rows = Cursor.objects.filter(subscriber__in=names, stream__in=streams)
    return {(name, stream): at for name, stream, at in rows.values_list("subscriber", "stream", "sequence")}


def _failures() -> _Failures:
    counts = FailedDelivery.objects.values_list("subscriber", "type", "state").annotate(Count("pk"))
    oldest = FailedDelivery.objects.order_by("pk").values_list("event_id", "subscriber", "type")
    failed = list(oldest[:FAILURES])
    logged = StoredEvent.objects.filter(event_id__in={id for id, *_ in failed})
    places = {id: (position, at) for id, position, at in logged.values_list("event_id", "position", "time")}
    events = [(subscriber, type, *places[id]) for id, subscriber, type in failed if id in places]
    return _Failures(list(counts.order_by()), events)


def _outbox() -> tuple[Figure, datetime | None]:
    rows = StoredEvent.objects.filter(published_at__isnull=True).order_by("position")
    count = rows[: OUTBOX + 1].count()
    oldest = rows.values_list("time", flat=True).first() if count else None
    return Figure(min(count, OUTBOX), more=count > OUTBOX), oldest


def known(ask: Callable[[], T], seconds: float = PATIENCE) -> T | None:
    """The answer; None when it does not come in time.  In no time at all nothing is asked."""
    if seconds <= 0:
        return None
    try:
        with _limited(seconds):
            return ask()
    except OperationalError:
        return None


@contextmanager
def _limited(seconds: float) -> Iterator[None]:
    """End every query of the block, by an OperationalError, that takes longer."""
    if connection.vendor == "postgresql":
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(
                "SELECT set_config('statement_timeout', %s, true)", [str(max(1, int(seconds * 1000)))]
            )
            yield
        return
    connection.ensure_connection()
    until = time.monotonic() + seconds
    # Asked after every so many steps of SQLite's machine; any true answer ends the query.
    connection.connection.set_progress_handler(lambda: time.monotonic() > until, 10_000)
    try:
        yield
    finally:
        connection.connection.set_progress_handler(None, 0)
