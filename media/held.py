"""One room as a media server holds it: signals in, frames out."""

import asyncio
import logging
import time
from collections.abc import Callable, Coroutine
from typing import Any

import msgspec

from events.broker import signals
from events.broker.signals import Signal
from events.messages import media_frames
from media.backend import MediaBackend
from media.reports import Reports
from media.sfu import offers
from media.sfu.room import Closed, Floor
from media.signalling import Voice

logger = logging.getLogger(__name__)

MOST = 32  # connections in a room: players and those who watch
SLOTS = 9  # others that one browser can see and hear; with its own two sections 20 of 24
APART = 1.0  # seconds between two offers of one player for the same direction
SPEAKER_APART = 5.0  # seconds between two tellings of who speaks: each is an event in the log
IDLE = 60.0  # seconds after which an empty room is let go

IceServers = Callable[[str], list[dict[str, Any]]]  # relays for a player, with his pass (media.turn)


class Held:
    """Made at a room's first signal.  Times are ``time.monotonic()``."""

    def __init__(
        self, code: str, epoch: int, voice: Voice, ice_servers: IceServers, backend: MediaBackend
    ) -> None:
        self.code, self.epoch = code, epoch
        self.room = backend(self._on_state, self._on_layout)
        self._reports = Reports(code, epoch)
        self._spoke = time.monotonic()
        self._voice, self._ice_servers = voice, ice_servers
        self.sent = 0  # packets, at the last beat
        self._changed = False  # who speaks, since it was last told
        self._floor_number = -1
        self._mutes: dict[str, media_frames.Muted] = {}
        self._apart = backend.apart
        self._offered: dict[str, list[float]] = {}  # player -> when, lately
        self._used = time.monotonic()
        self._tasks: set[asyncio.Task[None]] = set()
        self._joining = asyncio.Lock()  # an offer costs milliseconds of the loop: one after the other

    async def take(self, signal: Signal) -> None:
        """One signal.  Raises msgspec.ValidationError for data that is not as declared."""
        self._used = time.monotonic()
        match signal.type:
            case "media.join":
                await self._configure(signal.player)
            case "media.offer":
                await self._answer(signal, msgspec.json.decode(signal.data, type=media_frames.Offer))
            case "media.layers":
                layers = msgspec.json.decode(signal.data, type=media_frames.Layers)
                self._show(signal.player, frozenset(layers.hidden))
            case "media.mute":
                await self._mute(signal.player, msgspec.json.decode(signal.data, type=media_frames.Mute))
            case "media.leave":
                await self._leave(signal.player, signal.connection)
            case "media.remove":
                await self._leave(signal.player, None)
            case "media.floor":
                self.set_floor(msgspec.json.decode(signal.data, type=signals.SetFloor))

    def set_floor(self, order: signals.SetFloor) -> None:
        """Who is heard and seen from now on, unless a later order has come before."""
        if order.number < self._floor_number:
            return
        self._floor_number = order.number
        heard = None if order.heard is None else frozenset(order.heard)
        seen = None if order.seen is None else frozenset(order.seen)
        self.room.set_floor(Floor(heard, seen))

    def idle(self, now: float) -> bool:
        """Nobody here for a long time."""
        if self.room.members:
            self._used = now
        return now - self._used > IDLE

    def listen(self, now: float) -> None:
        """Once a second: who speaks is told, though not for each word."""
        if self.room.listen():
            self._changed = True
        if self._changed and now - self._spoke >= SPEAKER_APART:
            self._spoke, self._changed = now, False
            self._reports.speaks(self.room.speaking)

    async def say_reset(self, reason: str) -> None:
        await self._voice.to_all(self.code, media_frames.MediaReset(self.epoch, reason))

    async def close(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self.room.close()

    async def _configure(self, player: str) -> None:
        frame = media_frames.MediaConfig(self.epoch, SLOTS, self._ice_servers(player), self._apart)
        await self._voice.to(self.code, player, frame)

    async def _answer(self, signal: Signal, offer: media_frames.Offer) -> None:
        player = signal.player
        if offer.epoch != self.epoch:
            await self._voice.to(self.code, player, media_frames.MediaReset(self.epoch, "stale"))
            return
        try:
            answer = await self._joined(player, signal.connection, offer.sdp)
        except offers.BadOffer as refused:
            await self._voice.to(self.code, player, media_frames.MediaError(refused.fault))
            return
        except Closed:  # its next one goes to the server that has the room now
            return
        await self._voice.to(self.code, player, media_frames.MediaAnswer(self.epoch, offer.attempt, answer))
        await self._mute(player, self._mutes.get(player, media_frames.Muted(False, False)))

    async def _joined(self, player: str, connection: str, sdp: str) -> str:
        """Raises BadOffer, Closed."""
        now = time.monotonic()
        lately = [at for at in self._offered.get(player, []) if now - at < APART]
        if len(lately) > self._apart:
            raise offers.BadOffer(offers.Fault.TOO_SOON)
        if len(self.room.members) >= MOST and player not in self.room.members:
            raise offers.BadOffer(offers.Fault.FULL)
        self._offered[player] = [*lately, now]
        async with self._joining:
            return await self.room.join(player, connection, offers.examine(sdp))

    def _show(self, player: str, hidden: frozenset[str]) -> None:
        """His socket may have missed layouts: he is told the one there is."""
        self.room.show(player, hidden)
        if player in self.room.members:
            self._on_layout(player, self.room.layout(player))

    async def _mute(self, player: str, mute: media_frames.Mute | media_frames.Muted) -> None:
        self._mutes[player] = media_frames.Muted(mute.audio, mute.video)
        kinds = [kind for kind, off in (("audio", mute.audio), ("video", mute.video)) if off]
        self.room.mute(player, frozenset(kinds))
        await self._tell_mutes()

    async def _leave(self, player: str, connection: str | None) -> None:
        was_here = player in self.room.members
        await self.room.leave(player, connection)
        if player not in self.room.members:
            if was_here:
                self._reports.lost(player, "left")
            self._mutes.pop(player, None)
            self._offered.pop(player, None)
            await self._tell_mutes()

    async def _drop_lost(self) -> None:
        for player in await self.room.drop_lost():
            self._reports.lost(player, "lost")
            await self._voice.to(self.code, player, media_frames.MediaReset(self.epoch, "lost"))
        await self._tell_mutes()

    async def _tell_mutes(self) -> None:
        here = {player: muted for player, muted in self._mutes.items() if player in self.room.members}
        await self._voice.to_all(self.code, media_frames.MediaMutes(self.epoch, here))

    def _on_state(self, player: str, state: str) -> None:
        if state == "lost":
            self._soon(self._drop_lost())
        else:
            self._reports.ready()  # the first of them counts
            self._reports.connected(player)

    def _on_layout(self, player: str, layout: list[dict[str, str]]) -> None:
        slots = msgspec.convert(layout, list[media_frames.SlotOf])
        self._soon(self._voice.to(self.code, player, media_frames.MediaSlots(self.epoch, slots)))

    def _soon(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
