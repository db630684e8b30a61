"""The clock: fires deadlines on time, and keeps house beside it.

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

from events import gateway
from events.messages.envelope import decode
from events.models import Deadline, Lease
from events.upkeep.housekeeping import Housekeeping

logger = logging.getLogger(__name__)

TICK = 0.05  # seconds: how late a deadline may be because of us
LEASE = timedelta(seconds=1.5)  # a standby works after this
RENEW = 10  # ticks
AGAIN = timedelta(seconds=5)  # a deadline fired but not handled is fired once more
BATCH = 200


class Clock:
    """The loop of ``manage.py clock``."""

    def __init__(self) -> None:
        self.holder = f"{socket.gethostname()}:{os.getpid()}"[:40]
        self.stopped = threading.Event()
        self._leads = threading.Event()
        self._house = Housekeeping(self._leads, self.stopped)

    def run(self, ready: Callable[[], None]) -> None:
        """Work until ``stopped`` is set.  ``ready`` is called every second while the house is kept, too."""
        keeper = threading.Thread(target=self._house.run, name="housekeeping", daemon=True)
        keeper.start()
        rounds = 0
        while not self.stopped.is_set():
            try:
                self._tick(rounds)
            except DatabaseError as error:
                logger.warning("the clock waits for the database: %s", type(error).__name__)
                close_old_connections()
                self.stopped.wait(0.5)
            if rounds % 20 == 0 and keeper.is_alive() and not self._house.hangs():
                ready()
            rounds += 1
            self.stopped.wait(TICK)
        keeper.join(5)
        release(self.holder)

    def _tick(self, rounds: int) -> None:
        now = timezone.now()
        if rounds % RENEW == 0:
            (self._leads.set if lead(self.holder, now) else self._leads.clear)()
        if self._leads.is_set():
            fire_due(now)


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
