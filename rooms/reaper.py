"""Sockets that are gone without a word, found by their leases: each is said goodbye for.

Runs in the clock.  A farewell is sent until the inbox knows it, always with the id that the socket itself
would have used, so none has two effects.
"""

import logging
from datetime import datetime, timedelta

from redis import RedisError

from events import gateway, redis
from events.messages.commands import DropConnection
from events.models import InboxEntry
from rooms.audience import Spectator
from rooms.leases import BATCH, KEY, LOST, REMEMBER, RUN_OUT, farewell_id, lease
from rooms.models import Room as Listed
from rooms.rules import Member, Room
from rooms.services import ROOMS

logger = logging.getLogger(__name__)

EVERY = timedelta(seconds=30)  # between looks at all rooms; a socket without lease is gone at the second
TRIES = 30  # for a farewell, one a round


class Reaper:
    """``run`` it every second or two."""

    def __init__(self) -> None:
        self._waiting: dict[str, int] = {}  # lease -> farewells sent
        self._bare: set[str] = set()  # leases that were missing at the last look
        self._looked_at: datetime | None = None

    def run(self, now: datetime) -> int:
        """Send the farewells that are due; returns how many.  With Redis away nobody is taken for gone."""
        try:
            for run_out in _run_out():
                self._waiting.setdefault(run_out, 0)
            if self._looked_at is None or now - self._looked_at > EVERY:
                self._looked_at = now
                self._look_at_all()
        except RedisError as error:
            logger.warning("leases not read: %s", type(error).__name__)
        return self._say_farewells()

    def _look_at_all(self) -> None:
        """Redis may have lost its leases together with the process that held the sockets."""
        bare = _without_lease(_present())
        for gone in bare & self._bare:
            self._waiting.setdefault(gone, 0)
        self._bare = bare

    def _say_farewells(self) -> int:
        ids = {farewell_id(*gone.split(" ")[1:]): gone for gone in self._waiting}
        known = InboxEntry.objects.filter(subscriber="rooms", message_id__in=list(ids)[:BATCH])
        for id in known.values_list("message_id", flat=True):
            del self._waiting[ids.pop(id)]
        for id, gone in list(ids.items())[:BATCH]:
            room, player, connection = gone.split(" ")
            gateway.submit(DropConnection(connection=connection), room, actor=player, id=id)
            self._waiting[gone] += 1
            if self._waiting[gone] >= TRIES:  # nobody works for rooms; the next look finds it again
                del self._waiting[gone]
        return len(ids)


def _run_out() -> list[str]:
    script = redis.client().register_script(RUN_OUT)
    members = script(keys=[KEY, LOST], args=[int(REMEMBER * 1000), BATCH])
    return [member.decode() for member in members]


def _present() -> set[str]:
    """Leases that there should be: of everybody who is in a room, or watches it."""
    open_rooms = Listed.objects.filter(closed=False, people__gt=0).values_list("code", flat=True)
    loaded = ((code, ROOMS.load(code)[0]) for code in open_rooms)
    return {
        lease(code, person.player, person.connection)
        for code, room in loaded
        for person in _here(room)
        if not person.away
    }


def _here(room: Room) -> list[Member | Spectator]:
    """The people at the table and in the stands."""
    return [*room.people, *room.audience.present]


def _without_lease(members: set[str]) -> set[str]:
    ordered = sorted(members)
    pipe = redis.client().pipeline(transaction=False)
    for member in ordered:
        pipe.zscore(KEY, member)
    return {member for member, score in zip(ordered, pipe.execute(), strict=True) if score is None}
