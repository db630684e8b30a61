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

from events import live, metrics, noticeboard, publisher, sealing
from events.conditions import Notice, Part
from rooms import drain
from rooms.outlet import Frame
from rooms.protocol import Beat, Status

logger = logging.getLogger(__name__)

BEAT = 10.0  # seconds
CONNECTIONS, TURN = 16, 10.0  # to Redis at most, and seconds to wait for a free one
WATCH = 0.5  # seconds between looks at the broker's state
GOING = 3.0  # seconds for sockets to close when this process ends
READ = 2.0  # seconds between looks at the notice of the clock; its changes come by themselves
STREAMS = ("room", "game", "chat", "media")
KEEP_ALIVE = noticeboard.CHANNEL  # always subscribed, so that listening never ends
WELL = msgspec.json.encode(Status([]))  # what is said to a new socket by saying nothing


class Socket(Protocol):
    """What the hub knows of a consumer."""

    player: str
    connection: str

    def offer(self, frame: Frame) -> None:
        """Send a frame; never waits."""

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
        # A storm of sockets waits for its turn instead of asking Redis for as many connections.
        pool = redis.asyncio.BlockingConnectionPool.from_url(
            settings.LIE.redis_url,
            max_connections=CONNECTIONS,
            timeout=TURN,
            socket_connect_timeout=3,
            health_check_interval=15,
        )
        self.redis: Any = redis.asyncio.Redis(connection_pool=pool)
        self._pubsub: Any = self.redis.pubsub(ignore_subscribe_messages=True)
        self._tasks: list[asyncio.Task[None]] = []
        self._notice = Notice()
        self._told: dict[str, bytes] = {}  # room -> the status its sockets know; without: WELL
        # Two first subscriptions at once would each open a connection, and one would be deaf.
        self._subscribing = asyncio.Lock()

    async def join(self, room: str, socket: Socket) -> None:
        """From now on the socket gets the room's frames."""
        first = room not in self._rooms
        self._rooms[room].add(socket)
        if first:
            await self._subscribe(live.channel_of(room))
        status = self.status(room)
        if status == self._told.get(room, WELL) != WELL:
            self._offer(socket, Frame(status))  # the others know
        self._tell_status(room, status)

    async def leave(self, room: str, socket: Socket) -> None:
        self._rooms[room].discard(socket)
        if not self._rooms[room]:
            del self._rooms[room]
            self._told.pop(room, None)
            with contextlib.suppress(RedisError):
                await self._pubsub.unsubscribe(live.channel_of(room))

    async def close(self) -> None:
        """Stop listening and give the connections back."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._pubsub.aclose()
        await self.redis.aclose()

    async def drain(self) -> None:
        """Tell every socket to come back, and wait until they have gone: 3 s at the longest."""
        for socket in [socket for sockets in list(self._rooms.values()) for socket in sockets]:
            socket.end(1012)
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(GOING):
                while self._rooms:
                    await asyncio.sleep(0.02)  # each leaves by itself

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
                drain.install(self.drain)
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
                    metrics.count("gateway_faults", "redis")
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
            metrics.count("gateway_faults", "message")
            logger.exception("a frame was not handed over")

    def _dispatch(self, channel: bytes, data: bytes) -> None:
        if channel == KEEP_ALIVE.encode():
            self._take_notice(data)
            return
        sockets = self._rooms.get(channel.decode().rpartition(":")[2])
        if not sockets:
            return
        recipient, _, body = data.partition(b" ")
        if recipient == b"*":
            frame = Frame(body)
            for socket in list(sockets):
                self._offer(socket, frame)
        elif recipient.startswith(b"!"):
            self._order(sockets, recipient[1:].decode(), body.decode().split(" "))
        else:
            own = sealing.unseal(body)
            for socket in _of(sockets, recipient.decode()):
                socket.offer_own(own)

    def _offer(self, socket: Socket, frame: Frame) -> None:
        try:
            socket.offer(frame)
        except Exception:  # a broken socket is its own affair
            metrics.count("gateway_faults", "socket")
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

    def status(self, room: str = "") -> bytes:
        """The status frame of a room now.  Of the broker we know ourselves, and sooner."""
        degraded: set[Part] = {*self._notice.everywhere, *self._notice.rooms.get(room, ())}
        if publisher.default().is_down():
            degraded.add("broker")
        return msgspec.json.encode(Status(sorted(degraded)))

    async def _watch(self) -> None:
        read_at = float("-inf")
        while True:
            if time.monotonic() > read_at + READ:
                read_at = time.monotonic()
                await self._read_notice()
            everywhere = self.status()
            for room in list(self._rooms):
                self._tell_status(room, self.status(room) if room in self._notice.rooms else everywhere)
            await asyncio.sleep(WATCH)

    def _tell_status(self, room: str, status: bytes) -> None:
        """To all of the room, if it has changed."""
        if status != self._told.get(room, WELL):
            self._told[room] = status
            frame = Frame(status)
            for socket in list(self._rooms.get(room, ())):
                self._offer(socket, frame)

    async def _read_notice(self) -> None:
        """With Redis away the last one holds."""
        with contextlib.suppress(RedisError, OSError):
            self._take_notice(await self.redis.get(noticeboard.KEY))

    def _take_notice(self, body: bytes | None) -> None:
        try:
            self._notice = noticeboard.read(body)
        except msgspec.DecodeError:
            logger.warning("a notice could not be read")

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
        frame = Frame(msgspec.json.encode(Beat(int(time.time() * 1000), last)))
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
