"""Rooms whose media server is gone get another one.  Runs in the clock, once a second.

A server that has not said for 3 s that it lives has lost its rooms: each goes, by a new epoch, to one that
lives.  Should the old one live after all, it lets go of them itself (media.node).
"""

import logging
from collections.abc import Collection
from datetime import datetime, timedelta

from redis import RedisError

from events.catalogue.faults import ServiceFailed
from events.faults import reporting
from media import nodes, staging
from media.models import MediaSession

logger = logging.getLogger(__name__)

EVERY = timedelta(seconds=30)  # between looks at all rooms while no server comes or goes
FEW = 20  # rooms that are each told of; for more it is "all"


class Mover:
    """``run`` it every second.  ``lost``: rooms that a server's death has left without video just now, ""
    for all of them; one that goes in good order (a restart) is no trouble."""

    def __init__(self) -> None:
        self.lost: frozenset[str] = frozenset()
        self._living: frozenset[str] | None = None
        self._mourned: set[str] = set()  # servers whose end has been told
        self._looked_at: datetime | None = None

    def run(self, now: datetime) -> int:
        """Place the rooms that have no living server; returns how many found one."""
        try:
            return self._run(now)
        except RedisError as error:
            logger.warning("media servers not looked at: %s", type(error).__name__)
            return 0

    def _run(self, now: datetime) -> int:
        living = frozenset(load.node for load in nodes.living())
        fresh = self._looked_at is not None and now - self._looked_at < EVERY
        if living == self._living and fresh:
            self.lost = frozenset() if living else self.lost
            return 0
        found = self._look(living)
        self._living, self._looked_at = living, now
        return found

    def _look(self, living: Collection[str]) -> int:
        open_rooms = MediaSession.objects.filter(closed_at=None).values_list("room", flat=True)
        before = nodes.assignments(list(open_rooms))
        without = [
            room for room, assignment in before.items() if not assignment or assignment.node not in living
        ]
        dead = nodes.known() - set(living)
        bereft = {room for room in without if (had := before[room]) and had.node in dead}
        self._mourn({had.node for room in bereft if (had := before[room])}, dead)
        found = [room for room in without if living and _placed(room)]
        if living:
            self.lost = frozenset(bereft if len(bereft) <= FEW else {""})
        elif bereft:
            self.lost = frozenset({""})
        return len(found)

    def _mourn(self, nodes: set[str], dead: set[str]) -> None:
        """Each death that has cost somebody his video is one fault."""
        for node in sorted(nodes - self._mourned):
            reporting.tell(
                reporting.without_message("media"),
                ServiceFailed(where="media.server", what=node, error="Gone"),
            )
        self._mourned = (self._mourned | nodes) & dead


def _placed(room: str) -> bool:
    """The room has a server again, which knows the floor: Redis may have forgotten that, too."""
    placed = nodes.place(room) is not None
    staging.tell(room)
    return placed
