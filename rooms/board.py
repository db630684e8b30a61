"""The public list as this process shows it: read when something has changed, once a second at most.

To the hub it is one socket in a room of its own, so it hears of changes, of Redis coming back and of this
process' end as every socket does.  Those who look are told only what differs from what they have.
"""

import asyncio
import contextlib
import logging
from collections.abc import Callable
from functools import cache
from typing import Protocol

import msgspec
from channels.db import database_sync_to_async
from django.db import DatabaseError
from redis import RedisError

from events import live
from events.telemetry import metrics
from rooms import listing, lobby
from rooms.hub import Hub, hub
from rooms.outlet import Frame
from rooms.showing import ListedRoom, LobbyFrame, Now
from rooms.snapshot import STREAMS

logger = logging.getLogger(__name__)

EVERY = 1.0  # seconds between two looks at the database, and so between two frames


class Looker(Protocol):
    """What the board knows of a socket."""

    def offer(self, frame: Frame) -> None: ...

    def end(self, code: int) -> None: ...


class Shown(msgspec.Struct, frozen=True):
    """What those who look have been told."""

    rooms: dict[str, ListedRoom]
    total: int
    now: Now

    def whole(self) -> LobbyFrame:
        return LobbyFrame(list(self.rooms.values()), [], self.total, self.now, whole=True)

    def since(self, before: "Shown") -> LobbyFrame | None:
        """What has changed; None: nothing."""
        changed = [room for code, room in self.rooms.items() if before.rooms.get(code) != room]
        gone = [code for code in before.rooms if code not in self.rooms]
        if not changed and not gone and (self.total, self.now) == (before.total, before.now):
            return None
        return LobbyFrame(changed, gone, self.total, self.now)


def look() -> Shown:
    """Read it.  Four queries, however many look."""
    rooms = {room["code"]: room for room in listing.best()}
    return Shown(rooms, listing.open_rooms().count(), listing.now())


class Board:
    """Of one event loop.  ``read`` gives what is to be shown; it may block."""

    player, connection = "", lobby.NAME

    def __init__(self, hub: Hub, read: Callable[[], Shown] = look) -> None:
        self._hub = hub
        self._read = database_sync_to_async(read)
        self._lookers: set[Looker] = set()
        self._shown: Shown | None = None  # None: nobody has looked lately
        self._changed = asyncio.Event()
        self._joining = asyncio.Lock()
        self._reader: asyncio.Task[None] | None = None

    async def join(self, looker: Looker) -> None:
        """From now on the looker is told: first everything, then what changes.  Raises RedisError."""
        async with self._joining:
            if self._reader is None:
                await self._hub.join(lobby.NAME, self)
                await self._keep_nothing()
                self._reader = asyncio.create_task(self._run())
        self._lookers.add(looker)
        self.repeat(looker)

    def repeat(self, looker: Looker) -> None:
        """Tell everything, now or as soon as it is read."""
        if self._shown:
            looker.offer(_frame(self._shown.whole()))
        else:
            self._changed.set()

    async def leave(self, looker: Looker) -> None:
        """The last one to go leaves the board unread."""
        self._lookers.discard(looker)
        async with self._joining:
            if self._lookers or self._reader is None:
                return
            reader, self._reader, self._shown = self._reader, None, None
            reader.cancel()
            await asyncio.gather(reader, return_exceptions=True)
            await self._hub.leave(lobby.NAME, self)

    async def _keep_nothing(self) -> None:
        """Nothing is kept of this room, and nothing missing."""
        kept = {f"last:{stream}": 0 for stream in STREAMS}
        with contextlib.suppress(RedisError, OSError):
            await self._hub.redis.hset(live.live_key(lobby.NAME), mapping=kept)

    async def _run(self) -> None:
        while True:
            await self._changed.wait()
            self._changed.clear()
            try:
                self._show(await self._read())
            except DatabaseError:  # what is shown stays until it can be read again
                metrics.count("gateway_faults", "lobby")
                logger.warning("the lobby could not be read", exc_info=True)
                self._changed.set()
            await asyncio.sleep(EVERY)

    def _show(self, seen: Shown) -> None:
        before, self._shown = self._shown, seen
        news = seen.since(before) if before else seen.whole()
        if news:
            frame = _frame(news)
            for looker in list(self._lookers):
                looker.offer(frame)

    # --- as a socket of the hub -------------------------------------------------------------

    def offer(self, frame: Frame) -> None:
        if lobby.CHANGED in frame.texts:
            self._changed.set()

    def heard(self, frame: bytes) -> None:
        """Nobody takes a seat here."""

    def offer_own(self, frame: bytes) -> None:
        """Nobody plays here."""

    def end(self, code: int) -> None:
        for looker in list(self._lookers):
            looker.end(code)

    def resync(self) -> None:
        self._changed.set()


def _frame(news: LobbyFrame) -> Frame:
    return Frame(msgspec.json.encode(news))


_board_of = cache(Board)


def board() -> Board:
    """This process's; a new hub has a new one."""
    return _board_of(hub())
