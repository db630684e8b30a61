"""What has to happen though no message asks for it: deadlines, the relay, and two sweeps.

Two clocks may run; the one that holds the lease works.  Whatever it sends can be sent twice: a
deadline's command keeps its id, an event its sequence.
"""

import logging
import os
import socket
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db import DatabaseError, close_old_connections
from django.db.models import Max, Min
from django.utils import timezone

from events import patterns, publisher, registry
from events.envelope import decode
from events.models import Cursor, Deadline, FailedDelivery, InboxEntry, Lease, StoredEvent
from events.wire import Outcome

logger = logging.getLogger(__name__)

TICK = 0.05  # seconds: how late a deadline may be because of us
LEASE = timedelta(seconds=5)
AGAIN = timedelta(seconds=5)  # a deadline fired but not handled is fired once more
OWN_TRY = timedelta(seconds=1)  # the worker that stored an event publishes it itself first
LOST = timedelta(seconds=5)  # an event not handled after this long is poked
LOOK_BACK = timedelta(days=1)  # how far a clock that has just started looks
KEEP_INBOX = timedelta(days=7)
BATCH = 200


class Clock:
    """The loop of ``manage.py clock``."""

    def __init__(self) -> None:
        self.holder = f"{socket.gethostname()}:{os.getpid()}"[:40]
        self.stopped = threading.Event()
        self.sweep = Sweep()

    def run(self, ready: Callable[[], None]) -> None:
        """Work until ``stopped`` is set.  ``ready`` is called once, after the first round."""
        rounds = 0
        while not self.stopped.is_set():
            try:
                self._round(rounds)
            except DatabaseError as error:
                logger.warning("the clock waits for the database: %s", type(error).__name__)
                close_old_connections()
                self.stopped.wait(1)
            if rounds == 0:
                ready()
            rounds += 1
            self.stopped.wait(TICK)
        release(self.holder)

    def _round(self, rounds: int) -> None:
        now = timezone.now()
        if rounds % 20 == 0:
            self.leads = lead(self.holder, now)
        if not self.leads:
            return
        fire_due(now)
        if rounds % 10 == 0:
            relay(now)
            try_again(now)
        if rounds % 40 == 0:
            self.sweep.run(now)
        if rounds % 20_000 == 0:
            clean_up(now)


def lead(holder: str, now: datetime) -> bool:
    """Take or renew the lease; whether it is ours now."""
    Lease.objects.get_or_create(name="clock", defaults={"holder": holder, "expires_at": now})
    mine = Lease.objects.filter(name="clock", holder=holder) | Lease.objects.filter(
        name="clock", expires_at__lte=now
    )
    return mine.update(holder=holder, expires_at=now + LEASE) == 1


def release(holder: str) -> None:
    """Give the lease back, so that a standby takes over at once."""
    Lease.objects.filter(name="clock", holder=holder).update(expires_at=timezone.now())


def fire_due(now: datetime) -> int:
    """Send the commands of all deadlines that have come; returns how many."""
    due = Deadline.objects.filter(due_at__lte=now).exclude(fired_at__gt=now - AGAIN).order_by("due_at")
    rows = list(due[:BATCH])
    for row in rows:
        _fire(row)
    if rows:
        Deadline.objects.filter(pk__in=[row.pk for row in rows]).update(fired_at=now)
    return len(rows)


def _fire(row: Deadline) -> None:
    publisher.publish_command(decode(row.command.encode()))


def relay(now: datetime) -> int:
    """Publish, in order, what is stored and not confirmed; returns how many were confirmed."""
    waiting = StoredEvent.objects.filter(published_at__isnull=True, time__lt=now - OWN_TRY)
    rows = list(waiting.order_by("position")[:BATCH])
    outcomes = [outcome.result() for outcome in publisher.publish_stored(rows)]
    return outcomes.count(Outcome.STORED)


def try_again(now: datetime) -> int:
    """Send failed events that are due to their subscriber alone; returns how many."""
    due = FailedDelivery.objects.filter(state=FailedDelivery.State.WAITING, due_at__lte=now)
    return sum(_poke(f.subscriber, StoredEvent.objects.get(event_id=f.event_id)) for f in due[:BATCH])


@dataclass
class Sweep:
    """Finds subscribers whose cursor of a stream stays behind the log, and pokes them.

    ``level``: up to which position each concern is known to have handled all it wants, so that a
    round looks at what is new and at what is still open, never at the whole log.
    """

    level: dict[str, int] = field(default_factory=dict)

    def run(self, now: datetime) -> int:
        """Send the newest event of each such stream to the subscriber; returns how many.

        Whatever a transport has lost comes back by this: the subscriber reads the rest from the log.
        """
        return sum(self._concern(concern, now) for concern in registry.concerns() if concern.events)

    def _concern(self, concern: registry.Concern, now: datetime) -> int:
        start = self.level.get(concern.name) or _position_at(now - LOOK_BACK)
        newest = _position_at(now - LOST)
        streams = {
            stream: (last, first)
            for stream, last, first in StoredEvent.objects.filter(
                position__gt=start, position__lte=newest, type__in=concern.wants()
            )
            .values_list("stream")
            .annotate(Max("sequence"), Min("position"))
        }
        behind = _behind(concern.name, {stream: last for stream, (last, _) in streams.items()})
        self.level[concern.name] = min([newest, *(streams[stream][1] - 1 for stream in behind)])
        waiting = set(FailedDelivery.objects.filter(subscriber=concern.name).values_list("stream", flat=True))
        late = [stream for stream in behind if stream not in waiting][:BATCH]
        return sum(_poke(concern.name, _event(stream, streams[stream][0])) for stream in late)


def _position_at(time: datetime) -> int:
    """Position of the last event stored before an instant; 0 when there is none."""
    newest: int | None = StoredEvent.objects.filter(time__lt=time).aggregate(Max("position"))["position__max"]
    return newest or 0


def _behind(subscriber: str, heads: dict[str, int]) -> list[str]:
    """Streams of which the subscriber has not handled the last wanted event."""
    cursors = Cursor.objects.filter(subscriber=subscriber, stream__in=heads)
    reached = dict(cursors.values_list("stream", "sequence"))
    return [stream for stream, head in heads.items() if reached.get(stream, 0) < head]


def _event(stream: str, sequence: int) -> StoredEvent:
    return StoredEvent.objects.get(stream=stream, sequence=sequence)


def _poke(subscriber: str, row: StoredEvent) -> bool:
    queue = registry.queue_for(subscriber, row.type)
    publisher.publish_to_queue(queue, row.event_id, row.envelope.encode())
    return True


def clean_up(now: datetime) -> None:
    """Forget what nobody can ask for any more."""
    InboxEntry.objects.filter(handled_at__lt=now - KEEP_INBOX).delete()
    patterns.forget_expired(now)
