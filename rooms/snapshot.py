"""What a socket is sent first, and again when it has lost the thread: the newest state of each stream."""

import asyncio
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from events import gateway, live
from events.log import sealing
from events.messages.commands import ShowChat, ShowGame, ShowMedia, ShowRoom
from events.schema import Command

REPAIRS: dict[str, type[Command]] = {
    "room": ShowRoom,
    "game": ShowGame,
    "chat": ShowChat,
    "media": ShowMedia,
}
STREAMS = ("room", "game", "chat", "media")
STANDS = "stands"  # of which only the version is kept: what spectators see is for each of them alone
FRESH = 2.0  # seconds for which what was read of a room is given to others
REPAIR_EVERY = 1.0  # seconds, for a stream of a room

Kept = tuple[dict[bytes, bytes], Sequence[bytes]]  # fields of a room's live state; its last chat lines


class Snapshots:
    """Reads what Redis keeps of the rooms, once for all sockets that come at the same time.

    That is right since a socket hears of its room before it asks: a frame that comes after what was read
    reaches it, and one that comes before (``changed``) has it read anew.  Each push into the live state has a
    frame; that of the stands has none for the room, so their version may be as old as ``FRESH``."""

    def __init__(self, redis: Any) -> None:
        self._redis = redis
        self._reads: dict[str, asyncio.Task[Kept]] = {}

    def changed(self, room: str) -> None:
        """A frame of the room has come: what was read before is old."""
        self._reads.pop(room, None)

    async def read(self, room: str, player: str) -> Kept:
        """What Redis keeps of a room, with the player's own.  Raises RedisError."""
        public, tail = await asyncio.shield(self._reads.get(room) or self._start(room))
        field = f"you:{player}"
        own = await self._redis.hget(live.live_key(room), field)  # after the table that it belongs to
        return public | ({field.encode(): own} if own else {}), tail

    def _start(self, room: str) -> "asyncio.Task[Kept]":
        task = self._reads[room] = asyncio.create_task(self._read(room))
        task.add_done_callback(lambda done: self._keep(room, done))
        return task

    def _keep(self, room: str, done: "asyncio.Task[Kept]") -> None:
        def drop() -> None:
            if self._reads.get(room) is done:
                del self._reads[room]

        if done.cancelled() or done.exception():
            drop()
        else:
            done.get_loop().call_later(FRESH, drop)

    async def _read(self, room: str) -> Kept:
        fields = [*STREAMS, *(f"last:{stream}" for stream in (*STREAMS, STANDS))]
        async with self._redis.pipeline(transaction=True) as pipe:
            pipe.hmget(live.live_key(room), fields)
            pipe.lrange(live.tail_key(room), 0, -1)
            values, tail = await pipe.execute()
        return {f.encode(): v for f, v in zip(fields, values, strict=True) if v is not None}, tail


class Repairs:
    """Has lost snapshots made again from the log: once a second for a stream, whoever misses it."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._asked: dict[tuple[str, str], float] = {}

    def ask(self, room: str, streams: set[str]) -> None:
        now = self._clock()
        self._asked = {key: at for key, at in self._asked.items() if now - at < REPAIR_EVERY}
        for stream in sorted(streams):
            if (room, stream) not in self._asked:
                self._asked[room, stream] = now
                gateway.submit(REPAIRS[stream](), room)


def frames(kept: Mapping[bytes, bytes], tail: Sequence[bytes], player: str) -> Iterator[tuple[str, bytes]]:
    """Stream and snapshot frame from what Redis keeps of a room (live.py has the keys)."""
    for stream in ("room", "media", "game"):
        if stream.encode() in kept:
            yield stream, kept[stream.encode()]
    own = kept.get(b"you:" + player.encode())
    if own:
        yield "you", sealing.unseal(own)
    if b"last:chat" in kept:
        last = kept[b"last:chat"]
        yield (
            "chat",
            b'{"type":"chat","first":%s,"last":%s,"view":{"messages":[%s]},"snapshot":true}'
            % (last, last, b",".join(tail)),
        )


def unseen(kept: Mapping[bytes, bytes], since: Mapping[str, int]) -> set[str]:
    """Streams that have moved beyond what a client says that it has."""
    return {s for s in STREAMS if int(kept.get(f"last:{s}".encode(), -1)) > since.get(s, -1)}


def stands_moved(kept: Mapping[bytes, bytes], since: Mapping[str, int]) -> bool:
    """Whether the stands have moved beyond what a spectator says that he has."""
    return int(kept.get(f"last:{STANDS}".encode(), -1)) > since.get(STANDS, -1)


def missing(kept: Mapping[bytes, bytes]) -> set[str]:
    """Streams of which Redis keeps nothing."""
    return {stream for stream in REPAIRS if f"last:{stream}".encode() not in kept}
