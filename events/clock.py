"""What has to happen though no message asks for it: deadlines, relay, sweeps.

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
from django.utils import timezone

from events import beats, gateway, local, patterns, publisher
from events.chores import chores
from events.envelope import decode
from events.guard import Guard
from events.lookout import Lookout
from events.models import Deadline, FailedDelivery, InboxEntry, Lease, StoredEvent
from events.relay import Relay
from events.release import Release
from events.sweep import Sweep, poke

logger = logging.getLogger(__name__)

TICK = 0.05  # seconds: how late a deadline may be because of us
LEASE = timedelta(seconds=5)
AGAIN = timedelta(seconds=5)  # a deadline fired but not handled is fired once more
KEEP_INBOX = timedelta(days=7)
BATCH = 200


class Clock:
    """The loop of ``manage.py clock``."""

    def __init__(self) -> None:
        self.holder = f"{socket.gethostname()}:{os.getpid()}"[:40]
        self.stopped = threading.Event()
        self.relay = Relay()
        self.sweep = Sweep()
        self.release = Release()
        self.guard = Guard()
        self.lookout = Lookout(self.guard.condition, beats.live_workers)
        # While the broker is away, events go straight from the log to the handlers, here.
        self.stand_in = Sweep(reach=local.handle, patience=timedelta())

    def run(self, ready: Callable[[], None]) -> None:
        """Work until ``stopped`` is set.  ``ready`` is called after the first round and then every second."""
        rounds = 0
        while not self.stopped.is_set():
            try:
                self._round(rounds)
            except DatabaseError as error:
                logger.warning("the clock waits for the database: %s", type(error).__name__)
                close_old_connections()
                self.stopped.wait(1)
            if rounds % 20 == 0:
                ready()
            rounds += 1
            self.stopped.wait(TICK)
        self.lookout.close()
        release(self.holder)

    def _round(self, rounds: int) -> None:
        now = timezone.now()
        if rounds % 20 == 0:
            self.leads = lead(self.holder, now)
        if not self.leads:
            return
        fire_due(now)
        if rounds % 5 == 0 and publisher.default().is_down():
            self.stand_in.run(now)
        if rounds % 10 == 0:
            self.relay.run(now)
            try_again(now)
        if rounds % 20 == 5:
            patterns.expire(now)
        if rounds % 20 == 10:
            self.guard.run()
        if rounds % 20 == 15:
            self.lookout.look(now)
        if rounds % 20 == 18:
            for chore in chores:
                chore(now)
        if rounds % 40 == 0:
            self.sweep.run(now)
        if rounds % 200 == 15:
            self.release.run(now)
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
        gateway.send(decode(row.command.encode()))
    if rows:
        Deadline.objects.filter(pk__in=[row.pk for row in rows]).update(fired_at=now)
    return len(rows)


def try_again(now: datetime) -> int:
    """Send failed events that are due to their subscriber alone; returns how many.

    Should nobody take one, because its worker is away, it is sent again after some seconds."""
    waiting = FailedDelivery.objects.filter(state=FailedDelivery.State.WAITING, due_at__lte=now)
    due = waiting.order_by("due_at")
    failures = list(due[:BATCH])
    events = StoredEvent.objects.filter(event_id__in=[failure.event_id for failure in failures])
    by_id = {event.event_id: event for event in events}
    for failure in failures:
        if failure.event_id in by_id:  # else somebody has deleted it by hand
            poke(failure.subscriber, by_id[failure.event_id])
    return len(failures)


def clean_up(now: datetime) -> None:
    """Forget what nobody can ask for any more."""
    InboxEntry.objects.filter(handled_at__lt=now - KEEP_INBOX).delete()
    patterns.forget_expired(now)
