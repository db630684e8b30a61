"""What has to be done now and then and may take its time: relay, new tries, sweeps, patterns, looks around.

It has a thread of its own, apart from the deadlines: a look at the whole log must make nobody's turn late.
"""

import logging
import threading
import time
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db import DatabaseError, close_old_connections
from django.utils import timezone

from events import registry
from events.broker import publisher
from events.broker.relay import Relay
from events.delivery import local
from events.models import FailedDelivery, InboxEntry, StoredEvent
from events.patterns import watching
from events.upkeep.chores import chores
from events.upkeep.guard import Guard
from events.upkeep.lookout import Lookout
from events.upkeep.pauses import Pauses
from events.upkeep.release import Release
from events.upkeep.sweep import Sweep, poke
from events.workers import beats

logger = logging.getLogger(__name__)

TICK = 0.05  # seconds between two rounds
HUNG = 60.0  # seconds: a round that takes longer will never end
KEEP_INBOX = timedelta(days=7)
BATCH = 200


@dataclass
class Housekeeping:
    """Works while ``leads`` is set."""

    leads: threading.Event
    stopped: threading.Event
    again: "Again" = field(default_factory=lambda: Again())
    relay: Relay = field(default_factory=Relay)
    sweep: Sweep = field(default_factory=Sweep)
    release: Release = field(default_factory=Release)
    guard: Guard = field(default_factory=Guard)

    def __post_init__(self) -> None:
        self._round_began = time.monotonic()
        self.lookout = Lookout(self.guard.condition, beats.live_workers)
        # While the broker is away, events go straight from the log to the handlers, here.
        self.stand_in = Sweep(reach=local.handle, patience=timedelta(), pauses=None)

    def run(self) -> None:
        """Until ``stopped``."""
        rounds = 0
        while not self.stopped.is_set():
            self._round_began = time.monotonic()
            try:
                if self.leads.is_set():
                    self._round(rounds, timezone.now())
            except DatabaseError as error:
                logger.warning("housekeeping waits for the database: %s", type(error).__name__)
                close_old_connections()
                self.stopped.wait(1)
            rounds += 1
            self.stopped.wait(TICK)
        self.lookout.close()
        close_old_connections()

    def hangs(self) -> bool:
        """Whether a round has been going on for far too long."""
        return time.monotonic() - self._round_began > HUNG

    def _round(self, rounds: int, now: datetime) -> None:
        if rounds % 5 == 0 and publisher.default().is_down():
            self.stand_in.run(now)
        if rounds % 10 == 0:
            self.relay.run(now)
            self.again.run(now)
        if rounds % 20 == 5:
            watching.expire(now)
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


@dataclass
class Again:
    """New tries of events that failed, each sent to its subscriber alone."""

    pauses: Pauses = field(default_factory=Pauses)  # should nobody take one: its worker may be away

    def run(self, now: datetime) -> int:
        """Send those that are due; returns how many."""
        waiting = FailedDelivery.objects.filter(state=FailedDelivery.State.WAITING, due_at__lte=now)
        failures = list(waiting.order_by("due_at")[:BATCH])
        events = StoredEvent.objects.filter(event_id__in=[failure.event_id for failure in failures])
        by_id = {event.event_id: event for event in events}
        sent = 0
        for failure in failures:
            event = by_id.get(failure.event_id)  # None: somebody has deleted it by hand
            if event and self.pauses.is_over((failure.pk, failure.attempts), now):
                sent += _sent(failure, event)
        return sent


def _sent(failure: FailedDelivery, event: StoredEvent) -> bool:
    """One whose subscriber does not want such events any more is parked: an admin says what becomes of it."""
    try:
        poke(failure.subscriber, event)
    except registry.Unsubscribed as error:
        logger.error("parked: %s", error)
        FailedDelivery.objects.filter(pk=failure.pk).update(
            state=FailedDelivery.State.PARKED, error=str(error)[:200]
        )
        return False
    return True


def clean_up(now: datetime) -> None:
    """Forget what nobody can ask for any more."""
    InboxEntry.objects.filter(handled_at__lt=now - KEEP_INBOX).delete()
    watching.forget_expired(now)
