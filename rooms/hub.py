"""From Redis to the sockets of this process: one subscription a room, one encoding a frame.

Rooms share nothing.  A socket that does not read fills its own outbox and is closed; nobody waits
for it.  When Redis was away, every socket is told to take a snapshot, since frames may be missing.
"""

import asyncio
import contextlib
import logging
import time
from collections import defaultdict
from functools import cache
from typing import Any, Protocol

import msgspec
import redis.asyncio
from django.conf import settings
from redis import RedisError

from events import live, publisher, sealing
from rooms.protocol import Beat, Status

logger = logging.getLogger(__name__)

BEAT = 10.0  # seconds
WATCH = 0.5  # seconds between looks at the broker's state
STREAMS = ("room", "game", "chat", "media")
KEEP_ALIVE = "lie:gateway"  # a channel that is always subscribed, so that listening never ends


class Socket(Protocol):
    """What the hub knows of a consumer."""

    player: str
    connection: str

    def offer(self, frame: bytes) -> None:
        """Queue a frame; never waits."""

    def offer_own(self, frame: bytes) -> None:
        """Queue a frame for this player alone."""

    def end(self, code: int) -> None:
        """Close with a code of protocol.CLOSE_CODES."""

    def resync(self) -> None:
        """Send snapshots: frames may have been missed."""

    def missing(self, streams: set[str]) -> None:
        """These streams have no snapshot in Redis; have them made."""


class Hub:
    """All sockets of one event loop, by room."""

    def __init__(self) -> None:
        self._rooms: dict[str, set[Socket]] = defaultdict(set)
        self.redis: Any = redis.asyncio.Redis.from_url(
            settings.LIE.redis_url, socket_connect_timeout=3, health_check_interval=15
        )
        self._pubsub: Any = self.redis.pubsub(ignore_subscribe_messages=True)
        self._tasks: list[asyncio.Task[None]] = []
        # Two first subscriptions at once would each open a connection, and one would be deaf.
        self._subscribing = asyncio.Lock()

    async def join(self, room: str, socket: Socket) -> None:
        """From now on the socket gets the room's frames."""
        first = room not in self._rooms
        self._rooms[room].add(socket)
        if first:
            await self._subscribe(live.channel_of(room))

    async def leave(self, room: str, socket: Socket) -> None:
        self._rooms[room].discard(socket)
        if not self._rooms[room]:
            del self._rooms[room]
            with contextlib.suppress(RedisError):
                await self._pubsub.unsubscribe(live.channel_of(room))

    async def close(self) -> None:
        """Stop listening and give the connections back."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._pubsub.aclose()
        await self.redis.aclose()

    async def publish(self, room: str, message: bytes) -> None:
        """To all gateways of the room."""
        await self.redis.publish(live.channel_of(room), message)

    async def snapshots(self, room: str, player: str) -> tuple[dict[bytes, bytes], list[bytes]]:
        """What Redis keeps of a room: its frames with their sequences, and the last chat lines."""
        fields = [*STREAMS, *(f"last:{stream}" for stream in STREAMS), f"you:{player}"]
        async with self.redis.pipeline(transaction=True) as pipe:
            pipe.hmget(live.live_key(room), fields)
            pipe.lrange(live.tail_key(room), 0, -1)
            values, tail = await pipe.execute()
        kept = {f.encode(): v for f, v in zip(fields, values, strict=True) if v is not None}
        return kept, tail

    async def _subscribe(self, *channels: str) -> None:
        async with self._subscribing:
            if not self._tasks:
                await self._pubsub.subscribe(KEEP_ALIVE)
                work = (self._listen(), self._beat(), self._watch())
                self._tasks = [asyncio.create_task(task) for task in work]
            await self._pubsub.subscribe(*channels)

    async def _listen(self) -> None:
        lost = False
        while True:
            try:
                if lost:
                    await self._subscribe(KEEP_ALIVE, *map(live.channel_of, self._rooms))
                    lost = False
                    self._resync_all()
                message = await self._pubsub.get_message(timeout=5.0)
                if message:
                    self._dispatch_safely(message["channel"], message["data"])
            except (RedisError, OSError) as error:
                if not lost:
                    logger.warning("frames stop: %s", type(error).__name__)
                lost = True
                await asyncio.sleep(0.3)  # between tries to reach Redis again

    def _resync_all(self) -> None:
        for sockets in list(self._rooms.values()):
            for socket in list(sockets):
                socket.resync()

    def _dispatch_safely(self, channel: bytes, data: bytes) -> None:
        try:
            self._dispatch(channel, data)
        except Exception:  # one bad message or socket must not make all rooms deaf
            logger.exception("a frame was not handed over")

    def _dispatch(self, channel: bytes, data: bytes) -> None:
        sockets = self._rooms.get(channel.decode().rpartition(":")[2])
        if not sockets:
            return
        recipient, _, body = data.partition(b" ")
        if recipient == b"*":
            for socket in list(sockets):
                self._offer(socket, body)
        elif recipient.startswith(b"!"):
            self._order(sockets, recipient[1:].decode(), body.decode().split(" "))
        else:
            frame = sealing.unseal(body)
            for socket in _of(sockets, recipient.decode()):
                socket.offer_own(frame)

    def _offer(self, socket: Socket, frame: bytes) -> None:
        try:
            socket.offer(frame)
        except Exception:  # a broken socket is its own affair
            logger.exception("a socket did not take a frame")

    def _order(self, sockets: set[Socket], player: str, order: list[str]) -> None:
        match order:
            case ["close", code]:
                for socket in _of(sockets, player):
                    socket.end(int(code))
            case ["newest", connection]:
                for socket in _of(sockets, player):
                    if socket.connection != connection:
                        socket.end(4001)

    def status(self) -> bytes:
        """The present status frame."""
        return msgspec.json.encode(Status(["broker"] if publisher.default().is_down() else []))

    async def _watch(self) -> None:
        told = msgspec.json.encode(Status([]))  # what is said to a new socket by saying nothing
        while True:
            await asyncio.sleep(WATCH)
            if self.status() != told:
                told = self.status()
                for socket in [socket for sockets in self._rooms.values() for socket in sockets]:
                    self._offer(socket, told)

    async def _beat(self) -> None:
        while True:
            await asyncio.sleep(BEAT)
            for room in list(self._rooms):
                with contextlib.suppress(RedisError):
                    await self._beat_room(room)

    async def _beat_room(self, room: str) -> None:
        values = await self.redis.hmget(live.live_key(room), [f"last:{stream}" for stream in STREAMS])
        last = {s: int(v) for s, v in zip(STREAMS, values, strict=True) if v is not None}
        sockets = list(self._rooms.get(room, ()))
        frame = msgspec.json.encode(Beat(int(time.time() * 1000), last))
        for socket in sockets:
            socket.offer(frame)
        if sockets and len(last) < len(STREAMS):
            sockets[0].missing(set(STREAMS) - set(last))


def _of(sockets: set[Socket], player: str) -> list[Socket]:
    return [socket for socket in sockets if player in ("*", socket.player)]


@cache
def hub() -> Hub:
    """This process's hub; made inside the server's event loop, at the first socket."""
    return Hub()
