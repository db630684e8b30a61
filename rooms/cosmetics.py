"""Frames that are only nice to have ("… is typing"): they go past broker and log, and are the first to go.

A player's are coalesced to one a second.  They are left out, and counted, when this process publishes many
already, when Redis is slow to take them, and when a socket reads too slowly (outbox).
"""

import asyncio
import time
from collections.abc import Awaitable, Callable

import msgspec
from redis import RedisError

from events.messages.frames import ServerFrame
from events.telemetry import metrics
from rooms.limits import Bucket
from rooms.protocol import Reaction, Typing

EVERY = 1.0  # seconds between two of one player
RATE, BURST = 200, 100  # of one process, a second and at once
FLYING = 32  # that Redis has not taken yet: more, and it is slow

_STARTS = (b'{"type":"typing"', b'{"type":"reaction"')

Publish = Callable[[str, bytes], Awaitable[None]]


def is_cosmetic(frame: bytes) -> bool:
    """Whether a frame may be left out."""
    return frame.startswith(_STARTS)


def shed(reason: str, what: str = "typing") -> None:
    """Count one that was left out: ``player``, ``process``, ``redis`` or ``socket`` had too much."""
    metrics.count("shed", what, reason)


class Cosmetics:
    """What all sockets of one event loop may publish."""

    def __init__(self, publish: Publish) -> None:
        self._publish = publish
        self._bucket = Bucket(RATE, BURST)
        self._flying: set[asyncio.Task[None]] = set()

    def typing(self, room: str, player: str) -> None:
        """Tell the room that somebody types; never waits."""
        self._tell(room, Typing(player), "typing")

    def reaction(self, room: str, reaction: Reaction) -> None:
        """Show the room how somebody takes what is going on; never waits."""
        self._tell(room, reaction, "reaction")

    def _tell(self, room: str, frame: ServerFrame, what: str) -> None:
        if len(self._flying) >= FLYING:
            return shed("redis", what)
        if not self._bucket.take():
            return shed("process", what)
        task = asyncio.create_task(self._send(room, b"* " + msgspec.json.encode(frame), what))
        self._flying.add(task)
        task.add_done_callback(self._flying.discard)

    async def _send(self, room: str, frame: bytes, what: str) -> None:
        try:
            await self._publish(room, frame)
        except (RedisError, OSError):
            shed("redis", what)


class OncePer:
    """At most once in ``seconds``."""

    __slots__ = ("_at", "_seconds")

    def __init__(self, seconds: float = EVERY) -> None:
        self._seconds, self._at = seconds, float("-inf")

    def take(self) -> bool:
        now = time.monotonic()
        if now - self._at < self._seconds:
            return False
        self._at = now
        return True
