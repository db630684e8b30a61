"""What players are told of things out of order: the frame ``status``, to each room at each change."""

import contextlib
import logging
from collections.abc import Callable, Iterable
from typing import Any

import msgspec
from redis import RedisError

from events.broker import publisher
from events.faults import noticeboard
from events.faults.conditions import Notice
from rooms.protocol import Part, Status

logger = logging.getLogger(__name__)

WELL = msgspec.json.encode(Status([]))  # what is said to a new socket by saying nothing


class Bulletins:
    """``is_deaf``: whether this process hears nothing of the rooms just now."""

    def __init__(self, is_deaf: Callable[[], bool]) -> None:
        self._is_deaf = is_deaf
        self._notice = Notice()
        self._told: dict[str, bytes] = {}  # room -> the status its sockets know; without: WELL

    def status(self, room: str = "") -> bytes:
        """The status frame of a room now.  Of broker and Redis we know ourselves, and sooner."""
        degraded: set[Part] = {*self._notice.everywhere, *self._notice.rooms.get(room, ())}
        if publisher.default().is_down():
            degraded.add("broker")
        if self._is_deaf():
            degraded.add("live")
        return msgspec.json.encode(Status(sorted(degraded)))

    def changes(self, rooms: Iterable[str]) -> list[tuple[str, bytes]]:
        """Rooms whose sockets have to be told now, and what."""
        everywhere = self.status()
        changes = []
        for room in rooms:
            status = self.status(room) if room in self._notice.rooms else everywhere
            if status != self._told.get(room, WELL):
                self._told[room] = status
                changes.append((room, status))
        return changes

    def known(self, room: str) -> bytes | None:
        """What the sockets of a room have been told and a new one does not know yet; None: nothing."""
        told = self._told.get(room, WELL)
        return None if told == WELL else told

    def forget(self, room: str) -> None:
        """Nobody is there any more."""
        self._told.pop(room, None)

    async def read(self, redis: Any) -> None:
        """Look at the clock's notice.  With Redis away the last one holds."""
        with contextlib.suppress(RedisError, OSError):
            self.take(await redis.get(noticeboard.KEY))

    def take(self, body: bytes | None) -> None:
        """The clock's notice has changed."""
        try:
            self._notice = noticeboard.read(body)
        except msgspec.DecodeError:
            logger.warning("a notice could not be read")
