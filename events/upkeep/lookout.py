"""The clock's look at what is out of order, once a second: perceive, keep the register, tell the gateways.

Redis is asked on a thread of its own: hung, it would hold up every deadline.
"""

import logging
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db import DatabaseError
from django.db.models import Count
from redis import RedisError

from events import registry
from events.broker import publisher
from events.broker.unrouted import unrouted
from events.catalogue import PatternMatched
from events.faults import noticeboard
from events.faults.conditions import Notice, Sight, notice, present
from events.faults.incidents import Register
from events.log import store
from events.messages.envelope import BadEnvelope, payload_of
from events.models import FailedDelivery, StoredEvent
from events.schema import declaration_of
from events.upkeep.chores import adrift

logger = logging.getLogger(__name__)

Workers = Callable[[], Mapping[str, int] | None]  # concern -> live processes; None: nobody can tell

Gone = Callable[[], Sequence[str] | None]  # what the broker lacked, in words; None: nobody knows

MEDIA_PATTERN = "media_failing"
MEDIA_FRESH = timedelta(seconds=60)  # so long a match alone says that it fails
MEDIA_OLD = timedelta(hours=1)  # until then it does as long as an event of the room waits for media
MATCHES = 200  # newest matches of all patterns that are looked at
FAILED = 1000
SUBJECT = 60  # characters of an incident's


@dataclass(frozen=True)
class Outside:
    """What only Redis can tell."""

    redis_down: bool | None = None
    workers: Mapping[str, int] | None = None


@dataclass
class Lookout:
    """One clock's."""

    gone: Gone
    workers: Workers = lambda: None
    register: Register = field(default_factory=Register)
    _told: Notice | None = None
    _asked: "Future[Outside] | None" = None
    _pool: ThreadPoolExecutor = field(default_factory=lambda: ThreadPoolExecutor(1, "lookout"))

    def look(self, now: datetime) -> None:
        """Raises the database's errors; a bug of its own must not stop the clock."""
        try:
            seen = sight(now, self._outside(), self.gone())
            self._tell(notice(self.register.keep(present(seen), now)))
        except DatabaseError:
            raise
        except Exception:  # told by the log alone: a fault about telling faults would never end
            logger.exception("the lookout failed")

    def close(self) -> None:
        self._pool.shutdown(wait=False, cancel_futures=True)

    def _outside(self) -> Outside:
        """The last answer of Redis.  None yet after a whole second: it hangs."""
        if self._asked is None:
            return Outside()
        return self._asked.result() if self._asked.done() else Outside(redis_down=True)

    def _tell(self, notice: Notice) -> None:
        if self._asked is None or self._asked.done():
            self._asked = self._pool.submit(self._ask, notice)

    def _ask(self, notice: Notice) -> Outside:
        try:
            noticeboard.pin(notice, changed=notice != self._told)
        except RedisError:
            self._told = None
            return Outside(redis_down=True)
        self._told = notice
        return Outside(redis_down=False, workers=self.workers())


def sight(now: datetime, outside: Outside, gone: Sequence[str] | None) -> Sight:
    """What can be perceived now, in two queries while all is well."""
    down = publisher.default().is_down()
    parked = FailedDelivery.objects.filter(state=FailedDelivery.State.PARKED)
    return Sight(
        broker_down=down,
        redis_down=outside.redis_down,
        workers=outside.workers,
        concerns=[concern.name for concern in registry.concerns()],
        parked=dict(parked.values_list("subscriber").annotate(Count("pk")).order_by()),
        unrouted={*_types_unrouted(), *(what[:SUBJECT] for what in gone or ())},
        routes_known=not down and gone is not None,  # without the broker nothing comes back
        media=_rooms_without_media(now).union(*(rooms() for rooms in adrift)),
    )


def _types_unrouted() -> list[str]:
    came_back = unrouted()
    types = [what for what in came_back if isinstance(what, str)]
    if len(types) == len(came_back):
        return types
    positions = [what for what in came_back if isinstance(what, int)]
    rows = StoredEvent.objects.filter(position__in=positions, published_at=None)
    return types + list(rows.values_list("type", flat=True).distinct())


def _rooms_without_media(now: datetime) -> set[str]:
    matches = dict(_media_matches(now))
    if not matches:
        return set()
    failed = FailedDelivery.objects.filter(subscriber="media").values_list("stream", flat=True)[:FAILED]
    failing = {stream.rpartition("/")[2] for stream in failed}
    return {room for room, at in matches.items() if now - at <= MEDIA_FRESH or room in failing}


def _media_matches(now: datetime) -> Iterable[tuple[str, datetime]]:
    """Rooms with their newest match, oldest first."""
    rows = StoredEvent.objects.filter(type=declaration_of(PatternMatched).type).order_by("-position")
    for row in reversed([row for row in rows.defer("sealed")[:MATCHES] if now - row.time <= MEDIA_OLD]):
        try:
            match = payload_of(store.envelope_of(row))
        except BadEnvelope:  # of a newer writer
            continue
        if isinstance(match, PatternMatched) and match.pattern == MEDIA_PATTERN:
            yield match.room, row.time
