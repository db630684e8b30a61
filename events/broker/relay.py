"""The relay: publishes, in order, what is stored and was never confirmed."""

from concurrent.futures import Future
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from events.broker import publisher
from events.broker.wire import Outcome
from events.models import StoredEvent

OWN_TRY = timedelta(seconds=1)  # the worker that stored an event publishes it itself first
BATCH = 200


@dataclass
class Relay:
    """One batch at a time: the next leaves when all of the last is settled.  Never waits.

    It goes on behind the last batch and begins anew at the end, so that events which come back each time,
    because nothing takes them, do not keep the others."""

    flying: "list[Future[Outcome]]" = field(default_factory=list)
    after: int = 0  # position

    def run(self, now: datetime) -> int:
        """Publish the next unpublished events; returns how many."""
        if publisher.default().is_down() or not all(outcome.done() for outcome in self.flying):
            return 0
        unpublished = StoredEvent.objects.filter(published_at__isnull=True, time__lt=now - OWN_TRY)
        rows = list(unpublished.filter(position__gt=self.after).order_by("position")[:BATCH])
        self.after = rows[-1].position if len(rows) == BATCH else 0
        self.flying = publisher.publish_stored(rows)
        return len(rows)
