"""A media server: holds peer connections and nothing else.

What it knows comes from signals and from Redis; killed, it leaves nothing that anybody needs.  Which room is
its own is said by the assignment alone, looked at once a second: a server that was taken for dead and is not
lets go of what has been moved (fencing).
"""

import asyncio
import contextlib
import logging
import time
from collections import OrderedDict
from collections.abc import Callable
from typing import Any

import msgspec
from redis import RedisError

from events.broker import signals
from events.broker.signals import Assignment, Signal
from media.backend import MediaBackend
from media.held import Held, IceServers
from media.neighbours import gone
from media.nodes import BEAT_LIFE, TTL, Load, RoomLoad
from media.sfu.room import Room
from media.signalling import Voice

logger = logging.getLogger(__name__)

BEAT = 1.0  # seconds
TEND = 0.05  # seconds between looks at what is missing from senders
REMEMBERED = 2000  # ids of signals, so that a doubled one is taken once
FORGET = 60  # seconds after which a silent server is taken from the list
DRAIN = 3.0  # seconds for rooms to find another server


class Node:
    """One server; all in one event loop.  ``redis`` is an asyncio client."""

    def __init__(
        self,
        id: str,
        redis: Any,
        ice_servers: IceServers = lambda player: [],
        backend: MediaBackend = Room,
    ) -> None:
        self.id = id
        self.rooms: dict[str, Held] = {}
        self._redis, self._voice = redis, Voice(redis)
        self._ice_servers, self._backend = ice_servers, backend
        self._seen: OrderedDict[str, None] = OrderedDict()
        self._opening = asyncio.Lock()
        self._last = (time.monotonic(), time.process_time())
        self._draining = False

    async def run(self) -> None:
        """Beat and tend until cancelled."""
        async with asyncio.TaskGroup() as group:
            group.create_task(self._beat_on())
            group.create_task(self._tend_on())

    async def take(self, body: bytes) -> None:
        """A message of the own queue; never raises."""
        try:
            signal = msgspec.json.decode(body, type=Signal)
            if self._is_new(signal):
                await self._take(signal)
        except (msgspec.DecodeError, RedisError) as error:
            logger.warning("signal not taken: %s", type(error).__name__)
        except Exception:  # one room's bad input must not touch another's media
            logger.exception("signal not taken")

    async def drain(self) -> None:
        """Take no more rooms, send all away, and give them time to go."""
        self._draining = True
        with contextlib.suppress(RedisError):
            await self._redis.delete(signals.node_key(self.id))
            await self._redis.zrem(signals.NODES, self.id)
        for held in self.rooms.values():
            await held.say_reset("draining")
        deadline = time.monotonic() + DRAIN
        while any(held.room.members for held in self.rooms.values()) and time.monotonic() < deadline:
            await asyncio.sleep(0.05)
        await self.close()

    async def close(self) -> None:
        """Let go of all rooms at once."""
        for code in list(self.rooms):
            await self._let_go(code)

    async def beat(self) -> None:
        """Say that we live and how much we do; let go of what is no longer ours.  Raises RedisError."""
        if self._draining:
            return
        async with self._redis.pipeline(transaction=False) as pipe:
            pipe.set(signals.node_key(self.id), msgspec.json.encode(self._load()), ex=BEAT_LIFE)
            pipe.zadd(signals.NODES, {self.id: time.time()})
            pipe.zremrangebyscore(signals.NODES, "-inf", time.time() - FORGET)
            pipe.zrange(signals.NODES, 0, -1)
            *_, names = await pipe.execute()
        if dead := gone(str(name, "ascii") for name in names):
            await self._redis.delete(*map(signals.node_key, dead))
        await self._look_at_assignments()

    def _is_new(self, signal: Signal) -> bool:
        if signal.id in self._seen or time.time() - signal.sent > signals.LIFE:
            return False
        self._seen[signal.id] = None
        if len(self._seen) > REMEMBERED:
            self._seen.popitem(last=False)
        return True

    async def _take(self, signal: Signal) -> None:
        if signal.type == "media.close":
            await self._let_go(signal.room)
            return
        held = await self._held(signal)
        if held is not None:
            await held.take(signal)

    async def _held(self, signal: Signal) -> Held | None:
        """The signal's room, opened if it is ours by now; None when it is another's."""
        held = self.rooms.get(signal.room)
        if held is not None and held.epoch == signal.epoch:
            return held
        async with self._opening:
            held = self.rooms.get(signal.room)
            ours = await self._ours(signal.room)
            if held is not None and (ours is None or ours.epoch != held.epoch):
                await self._let_go(signal.room)
                held = None
            if held is None and ours is not None and not self._draining:
                held = await self._open(signal.room, ours.epoch)
        return held

    async def _open(self, code: str, epoch: int) -> Held:
        held = Held(code, epoch, self._voice, self._ice_servers, self._backend)
        floor = await self._redis.get(signals.floor_key(code))
        if floor is not None:
            held.set_floor(msgspec.json.decode(floor, type=signals.SetFloor))
        self.rooms[code] = held
        return held

    async def _ours(self, code: str) -> Assignment | None:
        raw = await self._redis.get(signals.assignment_key(code))
        assignment = msgspec.json.decode(raw, type=Assignment) if raw else None
        return assignment if assignment and assignment.node == self.id else None

    async def _look_at_assignments(self) -> None:
        if not self.rooms:
            return
        codes = list(self.rooms)
        for code, raw in zip(codes, await self._redis.mget(map(signals.assignment_key, codes)), strict=True):
            held = self.rooms.get(code)
            if held is None:
                continue
            mine = Assignment(self.id, held.epoch)
            if raw is None:  # Redis has lost it: it is ours as long as nobody else says so
                key, value = signals.assignment_key(code), msgspec.json.encode(mine)
                await self._redis.set(key, value, nx=True, ex=TTL)
            elif msgspec.json.decode(raw, type=Assignment) != mine or held.idle(time.monotonic()):
                await self._let_go(code)

    async def _let_go(self, code: str) -> None:
        held = self.rooms.pop(code, None)
        if held is not None:
            await held.close()

    def _load(self) -> Load:
        now, used = time.monotonic(), time.process_time()
        passed = max(0.001, now - self._last[0])
        each = {code: self._room_load(held, passed) for code, held in self.rooms.items()}
        busy, self._last = (used - self._last[1]) / passed, (now, used)
        return Load(
            node=self.id,
            rooms=len(self.rooms),
            people=sum(room.people for room in each.values()),
            packets=round(sum(room.packets for room in each.values()), 1),
            busy=round(busy, 3),
            each=each,
        )

    def _room_load(self, held: Held, passed: float) -> RoomLoad:
        room, sent = held.room, held.room.packets()
        rate, held.sent = max(0, sent - held.sent) / passed, sent
        return RoomLoad(len(room.members), round(rate, 1), room.repeated(), room.limit)

    async def _beat_on(self) -> None:
        while True:
            try:
                await self.beat()
            except (RedisError, OSError) as error:
                logger.warning("no beat: %s", type(error).__name__)
            self._each_held(lambda held, now: held.room.report(now))
            self._each_held(Held.listen)
            await asyncio.sleep(BEAT)

    async def _tend_on(self) -> None:
        while True:
            self._each_held(lambda held, now: held.room.tend(now))
            await asyncio.sleep(TEND)

    def _each_held(self, work: Callable[[Held, float], None]) -> None:
        now = time.monotonic()
        for held in list(self.rooms.values()):
            try:
                work(held, now)
            except Exception:  # one room's trouble must not touch another's media
                logger.exception("room %s was not tended", held.code)
