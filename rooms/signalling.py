"""What a browser says to its room's media server: checked here for its shape, and sent on as the player's.

One at a time and in order for each socket, in a task: the socket reads on.  With no media server for the
room a worker is asked to find one; the browser asks again anyway.
"""

import asyncio
import logging
import time
from collections.abc import Callable

import msgspec
from redis import RedisError

from events.broker import signals
from events.broker.signals import Signal
from events.messages import media_frames
from events.messages.commands import PlaceSession
from events.messages.refusal import Code
from events.schema import Command
from rooms.admission import has_seat
from rooms.hub import hub
from rooms.intake import Unreadable
from rooms.protocol import ClientFrame

logger = logging.getLogger(__name__)

CONNECTING = frozenset({"media.join", "media.offer"})
MOST = 8  # signals of one socket on their way
PLACE_AGAIN = 2.0  # seconds between two wishes for a server, of one socket

_decoders = {type: msgspec.json.Decoder(shape) for type, shape in media_frames.FROM_BROWSERS.items()}


class Line:
    """One socket's.  ``entered`` is set once the player has his seat: nobody else is shown anything."""

    __slots__ = ("_entered", "_in_turn", "_player", "_room", "_tasks", "_wished")

    def __init__(self, room: str, player: str, entered: asyncio.Event) -> None:
        self._room, self._player, self._entered = room, player, entered
        self._in_turn = asyncio.Lock()
        self._tasks: set[asyncio.Task[None]] = set()
        self._wished = -PLACE_AGAIN

    def take(self, frame: ClientFrame, connection: str, submit: Callable[[Command, str], None]) -> None:
        """Check a frame and send it on.  Raises Unreadable."""
        try:
            _decoders[frame.type].decode(frame.data)
        except (msgspec.DecodeError, RecursionError):
            raise Unreadable(Code.BAD_DATA, frame.id) from None
        if len(self._tasks) >= MOST:
            raise Unreadable(Code.BUSY, frame.id)
        signal = Signal(frame.type, self._room, 0, self._player, connection, frame.data)
        task = asyncio.create_task(self._carry(signal, lambda: submit(PlaceSession(), frame.id)))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def close(self) -> None:
        for task in self._tasks:
            task.cancel()

    async def _carry(self, signal: Signal, wish: Callable[[], None]) -> None:
        async with self._in_turn:
            await self._entered.wait()
            try:
                if signal.type in CONNECTING and not await self._has_seat():
                    return  # he only watches: his voice and picture are no part of the room
                taken = await signals.forward(hub().redis, signal)
            except RedisError as error:  # the answer could not come back either
                logger.warning("signal not sent: %s", type(error).__name__)
                return
        if not taken and time.monotonic() - self._wished >= PLACE_AGAIN:
            self._wished = time.monotonic()
            wish()

    async def _has_seat(self) -> bool:
        """Raises RedisError."""
        kept, _ = await hub().snapshots(self._room, self._player)
        return has_seat(kept, self._player)
