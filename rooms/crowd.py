"""Comings and goings of many at once: one frame instead of one each.

After a restart everybody comes back, and each return is a frame with the whole room for all in it.  So of
frames that tell of nothing but presence three may pass at once and then one a second for each room; those
between are merged: from ``first`` of the oldest to ``last`` of the newest, with all events and the newest
view.  Anything else in the room passes at once, after what was held.
"""

import asyncio
from collections.abc import Callable

import msgspec
from msgspec import Raw

from rooms.limits import Bucket

EVERY = 1.0  # seconds between two of a room
AT_ONCE = 3
START = b'{"type":"room"'
PRESENCE = {
    f"rooms.{fact}"
    for fact in (
        *("player_joined", "player_dropped", "player_returned", "browser_seen"),
        *("spectator_came", "spectator_dropped", "spectator_returned", "spectator_left"),
    )
}


class Happened(msgspec.Struct, frozen=True):
    type: str
    data: Raw


class RoomFrame(msgspec.Struct, frozen=True, tag="room"):
    """events.messages.frames.RoomFrame, of which only the outside is read."""

    first: int
    last: int
    view: Raw
    events: list[Happened] = []
    cause: str | None = None
    snapshot: bool = False

    @property
    def is_presence(self) -> bool:
        """Tells of presence alone, and answers nobody: a socket's own join is the gateway's wish."""
        asked = self.cause is not None and not self.cause.startswith(("join", "drop"))
        return (
            bool(self.events) and not (self.snapshot or asked) and {e.type for e in self.events} <= PRESENCE
        )

    def with_next(self, later: "RoomFrame") -> "RoomFrame":
        """One frame that stands for both."""
        return RoomFrame(self.first, later.last, later.view, [*self.events, *later.events])


_decoder = msgspec.json.Decoder(RoomFrame)


class Crowd:
    """Of one event loop.  ``send(room, frame)`` gets what was held, when its time has come."""

    def __init__(self, send: Callable[[str, bytes], None]) -> None:
        self._send = send
        self._buckets: dict[str, Bucket] = {}
        self._held: dict[str, tuple[RoomFrame, asyncio.TimerHandle]] = {}

    def pass_on(self, room: str, frame: bytes) -> list[bytes]:
        """Frames for the room to be sent now, in order; none while this one is held."""
        newest = _decoder.decode(frame)
        if newest.is_presence:
            return self._pass_presence(room, newest, frame)
        return [*self.release(room), frame]

    def release(self, room: str) -> list[bytes]:
        """What is held for a room; from now on it is no longer."""
        if room not in self._held:
            return []
        held, timer = self._held.pop(room)
        timer.cancel()
        return [msgspec.json.encode(held)]

    def forget(self, room: str) -> None:
        """Nobody is there any more."""
        self.release(room)
        self._buckets.pop(room, None)

    def _pass_presence(self, room: str, newest: RoomFrame, frame: bytes) -> list[bytes]:
        if room in self._held:
            held, timer = self._held[room]
            if held.last + 1 == newest.first:
                self._held[room] = held.with_next(newest), timer
                return []
            return [*self.release(room), frame]  # not its successor: frames have overtaken each other
        if self._buckets.setdefault(room, Bucket(1 / EVERY, AT_ONCE)).take():
            return [frame]
        timer = asyncio.get_running_loop().call_later(EVERY, self._let_go, room)
        self._held[room] = newest, timer
        return []

    def _let_go(self, room: str) -> None:
        for frame in self.release(room):
            self._send(room, frame)
