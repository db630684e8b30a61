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

from events import deadlines, gateway
from events.delivery.trials import BEGUN
from events.messages.envelope import decode
from events.models import Deadline, InboxEntry, Lease
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
        self._unparked = False
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
            if not self._unparked:
                self._unparked = deadlines.unpark() >= 0
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
    rows = list(deadlines.due(now).exclude(fired_at__gt=now - AGAIN)[:BATCH])
    commands = {row.pk: decode(row.command.encode()) for row in rows}
    answered = _answered([commands[row.pk].id for row in rows if row.fired_at])
    over = [pk for pk, command in commands.items() if command.id in answered]
    if over:  # handled or refused, and not taken away by that: it would only get the same answer
        Deadline.objects.filter(pk__in=over).delete()
    sent = [pk for pk in commands if pk not in over]
    for pk in sent:
        gateway.send(commands[pk])
    if sent:
        Deadline.objects.filter(pk__in=sent).update(fired_at=now)
    return len(sent)


def _answered(ids: list[str]) -> set[str]:
    """Those of the commands that have had their effect or their refusal."""
    if not ids:
        return set()
    answers = InboxEntry.objects.filter(message_id__in=ids).exclude(subscriber__endswith=BEGUN)
    return set(answers.values_list("message_id", flat=True))
