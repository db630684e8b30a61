"""What has to happen though no message asks for it: deadlines, the relay, and two sweeps.

Two clocks may run; the one that holds the lease works.  Whatever it sends can be sent twice: a
deadline's command keeps its id, an event its sequence.
"""

import logging
import os
import socket
import threading
from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import DatabaseError, close_old_connections
from django.db.models import Max
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
LOOK_BACK = timedelta(hours=1)
KEEP_INBOX = timedelta(days=7)
BATCH = 200


class Clock:
    """The loop of ``manage.py clock``."""

    def __init__(self) -> None:
        self.holder = f"{socket.gethostname()}:{os.getpid()}"[:40]
        self.stopped = threading.Event()

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
            poke_behind(now)
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


def poke_behind(now: datetime) -> int:
    """Send the newest event to each subscriber whose cursor of a stream stays behind the log.

    Whatever a transport has lost comes back by this: the subscriber reads the rest from the log.
    """
    return sum(_poke_concern(concern, now) for concern in registry.concerns() if concern.events)


def _poke_concern(concern: registry.Concern, now: datetime) -> int:
    recent = StoredEvent.objects.filter(
        time__lt=now - LOST, time__gt=now - LOOK_BACK, type__in=concern.wants()
    )
    heads = dict(recent.values_list("stream").annotate(Max("sequence")))
    reached = dict(
        Cursor.objects.filter(subscriber=concern.name, stream__in=heads).values_list("stream", "sequence")
    )
    failed = set(FailedDelivery.objects.filter(subscriber=concern.name).values_list("stream", flat=True))
    behind = [s for s, head in heads.items() if reached.get(s, 0) < head and s not in failed]
    return sum(
        _poke(concern.name, StoredEvent.objects.get(stream=stream, sequence=heads[stream]))
        for stream in behind[:BATCH]
    )


def _poke(subscriber: str, row: StoredEvent) -> bool:
    queue = registry.queue_for(subscriber, row.type)
    publisher.publish_to_queue(queue, row.event_id, row.envelope.encode())
    return True


def clean_up(now: datetime) -> None:
    """Forget what nobody can ask for any more."""
    InboxEntry.objects.filter(handled_at__lt=now - KEEP_INBOX).delete()
    patterns.forget_expired(now)
