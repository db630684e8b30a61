"""Subscribers that have missed something, found by comparing their cursors with the log."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import islice

from django.db.models import Max, Min

from events import registry
from events.broker import publisher
from events.models import Cursor, FailedDelivery, StoredEvent
from events.upkeep.pauses import Pauses

LOST = timedelta(seconds=5)  # an event not handled after this long is taken for lost
LOOK_BACK = timedelta(days=1)  # how far a sweep that has just started looks
BATCH = 200

Reach = Callable[[str, StoredEvent], None]  # (subscriber, event): get it handled


def poke(subscriber: str, event: StoredEvent) -> None:
    """Send an event to one subscriber's own queue; it reads from the log what it has missed.

    Raises registry.Unsubscribed."""
    queue = registry.queue_for(subscriber, event.type)
    publisher.publish_to_queue(queue, event.event_id, event.envelope.encode())


@dataclass
class Sweep:
    """Finds subscribers whose cursor of a stream stays behind the log, and reaches them.

    ``patience``: how long an event may be on its way.  ``level``: up to which position each concern
    is known to have handled all it wants, so that a round looks at what is new and at what is still
    open, never at the whole log.
    """

    reach: Reach = poke
    patience: timedelta = LOST
    pauses: Pauses | None = field(default_factory=Pauses)  # None: each round
    level: dict[str, int] = field(default_factory=dict)

    def run(self, now: datetime) -> int:
        """Reach each such subscriber with the stream's newest event; returns how often.

        Whatever a transport has lost comes back by this: the subscriber reads the rest from the log.
        """
        return sum(self._concern(concern, now) for concern in registry.concerns() if concern.events)

    def _concern(self, concern: registry.Concern, now: datetime) -> int:
        start = self.level.get(concern.name) or _position_at(now - LOOK_BACK)
        newest = _position_at(now - self.patience)
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
        late = (stream for stream in behind if stream not in waiting)
        due = list(islice((x for x in late if self._may_reach(concern.name, x, streams[x][0], now)), BATCH))
        for stream in due:
            self.reach(concern.name, _event(stream, streams[stream][0]))
        return len(due)

    def _may_reach(self, concern: str, stream: str, head: int, now: datetime) -> bool:
        return self.pauses is None or self.pauses.is_over((concern, stream, head), now)


def _position_at(time: datetime) -> int:
    """Position of the last event stored before an instant; 0 when there is none."""
    before = StoredEvent.objects.filter(time__lt=time).order_by("-time", "-position")
    return before.values_list("position", flat=True).first() or 0


def _behind(subscriber: str, heads: dict[str, int]) -> list[str]:
    """Streams of which the subscriber has not handled the last wanted event."""
    cursors = Cursor.objects.filter(subscriber=subscriber, stream__in=heads)
    reached = dict(cursors.values_list("stream", "sequence"))
    return [stream for stream, head in heads.items() if reached.get(stream, 0) < head]


def _event(stream: str, sequence: int) -> StoredEvent:
    return StoredEvent.objects.get(stream=stream, sequence=sequence)
