"""A socket that only looks: it is shown frames and may ask for the time.  No seat, no commands, no database.

The lobby and the stream's overlay are such sockets.  What holds for players' sockets holds here too: the
doorkeeper, a bounded outbox, a limit for what comes in, an orderly end.
"""

import asyncio
import contextlib
from typing import Any

import msgspec
from channels.consumer import AsyncConsumer
from redis import RedisError

from rooms import blame, drain, intake, protocol
from rooms.cancelling import raise_if_cancelled
from rooms.denial import deny
from rooms.doorkeeper import group_of
from rooms.limits import Bucket
from rooms.outbox import Outbox
from rooms.outlet import Frame
from rooms.shared import shared
from rooms.traffic import traffic

RATE, BURST = 1, 10  # frames of one socket: a second, and at once
COME_BACK = 1012


class Onlooker(AsyncConsumer):
    """Subclasses say who is let in (``admits``) and what they see (``begin``, ``again``, ``finish``)."""

    room = ""  # that it looks at; "" is the lobby
    _ended = False

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        await receive()  # websocket.connect
        doorkeeper, address = shared().doorkeeper, group_of(scope)
        refusal = doorkeeper.refuses(address)
        if refusal:
            traffic.count("denied", str(refusal.value))
            await deny(scope, send, refusal)
        elif not self.admits(scope):
            await send({"type": "websocket.close"})  # before accepting: HTTP 403
        else:
            doorkeeper.came(address)
            try:
                await self._live(receive, send)
            finally:
                doorkeeper.left(address)

    def admits(self, scope: Any) -> bool:
        """Whether this connection may look.  Must not block."""
        raise NotImplementedError

    async def begin(self) -> None:
        """It is open.  May raise RedisError."""
        raise NotImplementedError

    async def again(self) -> None:
        """The client has lost the thread.  May raise RedisError."""

    async def finish(self) -> None:
        """It is closed."""
        raise NotImplementedError

    async def _live(self, receive: Any, send: Any) -> None:
        await send({"type": "websocket.accept", "subprotocol": protocol.VERSION})
        self._outbox, self._allowance = Outbox(send, (self.room, "")), Bucket(RATE, BURST)
        self._outbox.accepted()
        writer = asyncio.create_task(self._outbox.run())
        self.put(protocol.Welcome("", "", protocol.now_ms()))
        try:
            if drain.is_draining():
                self.end(COME_BACK)
            else:
                await self.begin()
            await self._read(receive)
        except RedisError:
            self.end(COME_BACK)
            await self._read(receive)
        finally:
            await self.finish()
            writer.cancel()
            await asyncio.gather(writer, return_exceptions=True)

    async def _read(self, receive: Any) -> None:
        raise_if_cancelled()
        while True:
            message = await receive()
            if message["type"] == "websocket.disconnect":
                return
            traffic.frames_in += 1
            if self._allowance.take():
                await self._on_text(message.get("text"))
            elif not self._ended:
                self.end(blame.flood(self.room))

    async def _on_text(self, text: str | None) -> None:
        """What is neither of the two is no wish that can be granted here."""
        with contextlib.suppress(intake.Unreadable):
            frame = intake.read(text)
            if frame.type == "ping":
                self.put(protocol.Pong(frame.id, protocol.now_ms()))
            elif frame.type == "sync":
                await self.again()

    def put(self, frame: msgspec.Struct) -> None:
        """Send a frame."""
        self.offer(Frame(msgspec.json.encode(frame)))

    def offer(self, frame: Frame) -> None:
        self._outbox.put(frame)

    def end(self, code: int) -> None:
        self._ended = True
        self._outbox.close(code)


def speaks(scope: Any) -> bool:
    """Whether the client offers our subprotocol, first of two; the second one is the socket's own matter."""
    offered = scope.get("subprotocols") or []
    return len(offered) == 2 and offered[0] == protocol.VERSION
