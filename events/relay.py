"""The relay: publishes, in order, what is stored and was never confirmed."""

from concurrent.futures import Future
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from events import publisher
from events.models import StoredEvent
from events.wire import Outcome

OWN_TRY = timedelta(seconds=1)  # the worker that stored an event publishes it itself first
BATCH = 200


@dataclass
class Relay:
    """One batch at a time: the next leaves when all of the last is settled.  Never waits."""

    flying: "list[Future[Outcome]]" = field(default_factory=list)

    def run(self, now: datetime) -> int:
        """Publish the oldest unpublished events; returns how many."""
        if publisher.default().is_down() or not all(outcome.done() for outcome in self.flying):
            return 0
        unpublished = StoredEvent.objects.filter(published_at__isnull=True, time__lt=now - OWN_TRY)
        rows = list(unpublished.order_by("position")[:BATCH])
        self.flying = publisher.publish_stored(rows)
        return len(rows)
