"""From Redis to the sockets of this process: one subscription a room, one encoding a frame.

Rooms share nothing.  A socket that does not read fills its own outbox and is closed; nobody waits
for it.  When Redis was away, the sockets are told so, and sent snapshots when it is back, since frames may
be missing.
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

from events import live
from events.faults import noticeboard
from events.log import sealing
from events.telemetry import metrics
from rooms import cosmetics, crowd, drain
from rooms.bulletins import Bulletins
from rooms.crowd import Crowd
from rooms.listener import Listener, Message
from rooms.outlet import Frame
from rooms.protocol import Beat
from rooms.snapshot import STREAMS, Kept, Repairs, Snapshots
from rooms.traffic import traffic

logger = logging.getLogger(__name__)

BEAT = 10.0  # seconds
CONNECTIONS, TURN = 16, 10.0  # to Redis at most, and seconds to wait for a free one
ANSWER = 3.0  # seconds in which Redis answers, or is frozen
WATCH = 0.5  # seconds between looks at the broker's state
READ = 2.0  # seconds between looks at the notice of the clock; its changes come by themselves
GOING = 3.0  # seconds for sockets to close when this process ends


class Socket(Protocol):
    """What the hub knows of a consumer."""

    player: str
    connection: str

    def offer(self, frame: Frame) -> None:
        """Send a frame; never waits."""

    def heard(self, frame: bytes) -> None:
        """This frame has come for the room.  It may be sent later, merged with others."""

    def offer_own(self, frame: bytes) -> None:
        """Queue a frame for this player alone."""

    def end(self, code: int) -> None:
        """Close with a code of protocol.CLOSE_CODES."""

    def resync(self) -> None:
        """Send snapshots: frames may have been missed."""


class Hub:
    """All sockets of one event loop, by room."""

    def __init__(self) -> None:
        self._rooms: dict[str, set[Socket]] = defaultdict(set)
        # A storm of sockets waits for its turn instead of asking Redis for as many connections.
        pool = redis.asyncio.BlockingConnectionPool.from_url(
            settings.LIE.redis_url,
            max_connections=CONNECTIONS,
            timeout=TURN,
            socket_connect_timeout=ANSWER,
            socket_timeout=ANSWER,
            health_check_interval=15,
        )
        self.redis: Any = redis.asyncio.Redis.from_pool(pool)  # and closes it
        self._listener = Listener(
            settings.LIE.redis_url, noticeboard.CHANNEL, self._take, self._lose, self._find
        )
        self._ready: dict[str, list[bytes]] = {}  # frames of the read that is being taken, by room
        self._subscriptions: dict[str, asyncio.Task[None]] = {}
        self._tasks: list[asyncio.Task[None]] = []
        self._snapshots = Snapshots(self.redis)
        self._crowd = Crowd(lambda room, held: self._send(room, Frame(held)))
        self._bulletins = Bulletins(lambda: self._listener.is_deaf)
        self.repairs = Repairs()

    @property
    def is_deaf(self) -> bool:
        """Whether frames do not reach this process."""
        return self._listener.is_deaf

    def prepare(self) -> None:
        """Sees to a good end of this process.  Inside the server's loop, before anything else."""
        drain.install(self.drain)

    async def join(self, room: str, socket: Socket) -> None:
        """From now on the socket gets the room's frames.  Raises RedisError."""
        self._start()
        self._rooms[room].add(socket)
        await self._subscribed(room)
        told = self._bulletins.known(room)
        if told:
            socket.offer(Frame(told))  # the others know
        self._tell_status([room])

    async def leave(self, room: str, socket: Socket) -> None:
        self._rooms[room].discard(socket)
        if not self._rooms[room]:
            del self._rooms[room]
            for part in (self._bulletins, self._crowd):
                part.forget(room)
            if self._subscriptions.pop(room, None):
                self._listener.unsubscribe(live.channel_of(room))

    async def close(self) -> None:
        """Stop listening and give the connections back."""
        tasks = [*self._tasks, *self._subscriptions.values()]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await self._listener.close()
        await self.redis.aclose()

    async def drain(self) -> None:
        """Tell every socket to come back, and wait until they have gone: 3 s at the longest."""
        for socket in [socket for sockets in list(self._rooms.values()) for socket in sockets]:
            socket.end(1012)
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(GOING):
                while self._rooms:
                    await asyncio.sleep(0.02)  # each leaves by itself
        traffic.add_up()
        with contextlib.suppress(RedisError, OSError):
            await traffic.leave(self.redis)
        await asyncio.to_thread(drain.settle)

    async def publish(self, room: str, message: bytes) -> None:
        """To all gateways of the room."""
        await self.redis.publish(live.channel_of(room), message)

    async def snapshots(self, room: str, player: str) -> Kept:
        """What Redis keeps of a room: its frames with their sequences, and the last chat lines."""
        return await self._snapshots.read(room, player)

    def status(self, room: str = "") -> bytes:
        """The status frame of a room now."""
        return self._bulletins.status(room)

    def _start(self) -> None:
        if not self._tasks:
            self._tasks = [asyncio.create_task(task) for task in (self._beat(), self._watch())]

    async def _subscribed(self, room: str) -> None:
        """Whoever is first in a room subscribes, and all wait until Redis has confirmed it."""
        if room not in self._subscriptions:
            task = asyncio.create_task(self._listener.subscribe(live.channel_of(room)))
            task.add_done_callback(_failure)  # those who wait may have left
            self._subscriptions[room] = task
        task = self._subscriptions[room]
        try:
            await asyncio.shield(task)
        except RedisError:
            if self._subscriptions.get(room) is task:
                del self._subscriptions[room]
            raise

    def _lose(self) -> None:
        metrics.count("gateway_faults", "redis")
        idle = self.redis.connection_pool.disconnect(inuse_connections=False)  # they are as dead
        self._tasks.append(asyncio.create_task(idle))
        self._tell_status(list(self._rooms))

    def _find(self) -> None:
        """Redis is back: what it keeps may be nothing, or older than the log."""
        self._tell_status(list(self._rooms))
        for room, sockets in list(self._rooms.items()):
            self._snapshots.changed(room)
            for socket in list(sockets):
                socket.resync()
            self.repairs.ask(room, set(STREAMS))

    def _take(self, messages: list[Message]) -> None:
        """What has come together leaves together: one write for a socket, however many frames."""
        for channel, data in messages:
            try:
                self._dispatch(channel, data)
            except Exception:  # one bad message must not make all rooms deaf
                metrics.count("gateway_faults", "message")
                logger.exception("a frame was not handed over")
        for room in list(self._ready):
            self._write(room)

    def _dispatch(self, channel: bytes, data: bytes) -> None:
        if channel == noticeboard.CHANNEL.encode():
            self._bulletins.take(data)
            return
        room = channel.decode().rpartition(":")[2]
        sockets = self._rooms.get(room)
        if not sockets:
            return
        recipient, _, body = data.partition(b" ")
        if recipient == b"*":
            self._hand_out(room, sockets, body)
            return
        self._write(room)  # what came before is sent before
        if recipient.startswith(b"!"):
            self._order(sockets, recipient[1:].decode(), body.decode().split(" "))
        else:
            own = sealing.unseal(body)
            for socket in _of(sockets, recipient.decode()):
                socket.offer_own(own)

    def _hand_out(self, room: str, sockets: set[Socket], frame: bytes) -> None:
        self._snapshots.changed(room)
        if frame.startswith(crowd.START):
            for socket in list(sockets):
                socket.heard(frame)
            self._ready.setdefault(room, []).extend(self._crowd.pass_on(room, frame))
        elif cosmetics.is_cosmetic(frame):
            self._write(room)
            self._send(room, Frame(frame, is_cosmetic=True))
        else:
            self._ready.setdefault(room, []).append(frame)

    def _write(self, room: str) -> None:
        """Send what waits for a room."""
        texts = self._ready.pop(room, None)
        if texts:
            self._send(room, Frame(*texts))

    def _send(self, room: str, frame: Frame) -> None:
        for socket in list(self._rooms.get(room, ())):
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
                    if socket.connection < connection:
                        socket.end(4001)

    async def _watch(self) -> None:
        read_at = float("-inf")
        while True:
            if time.monotonic() > read_at + READ:
                read_at = time.monotonic()
                await self._bulletins.read(self.redis)
                await self._tell_traffic()
            self._tell_status(list(self._rooms))
            await asyncio.sleep(WATCH)

    def _tell_status(self, rooms: list[str]) -> None:
        """To all of these rooms for whom it has changed."""
        for room, status in self._bulletins.changes(rooms):
            self._send(room, Frame(status))

    async def _tell_traffic(self) -> None:
        traffic.add_up()
        with contextlib.suppress(RedisError, OSError):
            await traffic.tell(self.redis, sum(map(len, self._rooms.values())), len(self._rooms))

    async def _beat(self) -> None:
        while True:
            await asyncio.sleep(BEAT)
            for room in list(self._rooms):
                self._send_beat(room, await self._newest(room))

    async def _newest(self, room: str) -> dict[str, int]:
        """Last sequence of each stream; nothing while Redis is away: a beat also says that we are here."""
        if self.is_deaf:
            return {}
        try:
            values = await self.redis.hmget(live.live_key(room), [f"last:{stream}" for stream in STREAMS])
        except (RedisError, OSError):
            return {}
        last = {s: int(v) for s, v in zip(STREAMS, values, strict=True) if v is not None}
        if room in self._rooms:
            self.repairs.ask(room, set(STREAMS) - set(last))
        return last

    def _send_beat(self, room: str, last: dict[str, int]) -> None:
        for held in self._crowd.release(room):  # else the beat would tell of what was not sent yet
            self._send(room, Frame(held))
        self._send(room, Frame(msgspec.json.encode(Beat(int(time.time() * 1000), last))))


def _failure(done: "asyncio.Task[None]") -> BaseException | None:
    return None if done.cancelled() else done.exception()


def _of(sockets: set[Socket], player: str) -> list[Socket]:
    return [socket for socket in sockets if player in ("*", socket.player)]


@cache
def hub() -> Hub:
    """This process's hub; made inside the server's event loop, at the first socket."""
    return Hub()
