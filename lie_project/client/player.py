"""One player on one real socket: opens it, reads it, comes back when it is lost."""

import asyncio
import random
import secrets
import time
from collections.abc import Callable
from typing import Any

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake, InvalidStatus
from websockets.typing import Origin, Subprotocol

from lie_project.client import frames
from lie_project.client.door import Door, TurnedAway, Unreachable
from lie_project.client.frames import SUBPROTOCOL
from lie_project.client.pending import TRIES
from lie_project.client.session import Session

GONE = 1006  # what a socket says that ended without a word
STAYS_AWAY = {1000, 4001, 4002, 4003, 4004, 4006, 4008, 4010}  # see docs/protocol.md, "close codes"
BACK_WITHIN = {1012: 5.0, 4012: 5.0}  # seconds, drawn at random, so that a restart is not met by all at once
SILENCE = 25.0  # seconds without any frame (a beat comes every 10): the socket is dead
PING = 15.0  # seconds between two pings, which say what is shown here
ATTEMPTS = 6  # failed openings in a row before giving up
LOOK = 0.5  # seconds between two looks at what is due, at most


class Player:
    """``await run()`` plays the socket until the server closes it for good or ``stop`` is called.

    ``on_change``  called after every text that came
    ``ended``  the close code that ended it; None while it runs
    """

    def __init__(
        self,
        door: Door,
        code: str,
        nickname: str,
        on_change: Callable[[], None] = lambda: None,
        tries: int = TRIES,
    ) -> None:
        self.session = Session(secrets.token_hex(4), tries)
        self.nickname = nickname
        self.code = code
        self.reconnects = 0
        self.ended: int | None = None
        self.on_change = on_change
        self._door = door
        self._socket: ClientConnection | None = None
        self._stopping = self._deaf = False
        self._pinged_at = 0.0
        self._over = asyncio.Event()

    async def run(self) -> None:
        """Raises TurnedAway, Unreachable (after ATTEMPTS in a row) or ProtocolError."""
        code: int | None = None
        while not self._finished(code):
            if code is not None:
                self.reconnects += 1
                await asyncio.sleep(random.uniform(0, BACK_WITHIN.get(code, 0.5)))
            code = await self._live_on(await self._open())
        self.ended = GONE if code is None else code
        self._over.set()
        self.on_change()

    async def send(self, type: str, data: dict[str, Any] | None = None) -> str:
        """Send a command and go on asking until it is answered; returns its id."""
        id, text = self.session.command(type, data or {}, time.monotonic())
        await self._put(text)
        return id

    async def sync(self) -> None:
        """Ask for a snapshot of every stream."""
        await self._put(self.session.sync(time.monotonic()))

    async def leave(self, seconds: float) -> None:
        """Give up the seat and listen to nothing more; the server closes the socket, or we do."""
        self._deaf = True
        await self._put(frames.write(f"{secrets.token_hex(4)}-leave", "rooms.leave_room"))
        try:
            async with asyncio.timeout(seconds):
                await self._over.wait()
        except TimeoutError:
            await self.stop()

    async def stop(self) -> None:
        """Close the socket and do not come back."""
        self._stopping = True
        if self._socket is not None:
            await self._socket.close()

    def server_ms(self) -> float:
        """The server's clock now, in epoch milliseconds."""
        return time.time() * 1000 + self.session.offset

    def _finished(self, code: int | None) -> bool:
        return self._stopping or code in STAYS_AWAY

    async def _open(self) -> ClientConnection:
        """The first time it works or not; a player who was inside tries ATTEMPTS times."""
        attempts = ATTEMPTS if self.session.room else 1
        for attempt in range(attempts - 1):
            try:
                return await self._handshake()
            except Unreachable:
                await asyncio.sleep(random.uniform(0.1, 0.5 * 2**attempt))
        return await self._handshake()

    async def _handshake(self) -> ClientConnection:
        ticket = await self._door.ticket(self.code)
        try:
            return await connect(
                self._door.socket_url(self.code),
                subprotocols=[Subprotocol(SUBPROTOCOL), Subprotocol(ticket.ticket)],
                origin=Origin(self._door.origin),
                compression=None,
                proxy=None,
            )
        except (OSError, InvalidHandshake) as error:
            sentence = f"The server opened no socket for {self.nickname}: {error}."
            raise (TurnedAway if _final(error) else Unreachable)(sentence) from error

    async def _live_on(self, socket: ClientConnection) -> int:
        """Read until the socket ends; returns its close code."""
        self._socket = socket
        self.session.reopened()
        heard = self._pinged_at = time.monotonic()
        try:
            while not self._stopping and time.monotonic() - heard < SILENCE:
                if (text := await _next(socket, self._wait())) is not None:
                    heard = time.monotonic()
                    self._hear(text, heard)
                for late in [] if self._deaf else self._due(time.monotonic()):
                    await socket.send(late)
        except ConnectionClosed as error:
            return error.rcvd.code if error.rcvd else GONE
        finally:
            self._socket = None
            await socket.close()
        return GONE

    def _due(self, now: float) -> list[str]:
        texts = self.session.due(now)
        if now - self._pinged_at < PING:
            return texts
        self._pinged_at = now
        return [*texts, self.session.ping()]

    def _hear(self, text: str, now: float) -> None:
        if not self._deaf:
            self.session.receive(text, now, time.time() * 1000)
            self.on_change()

    def _wait(self) -> float:
        return min(max(self.session.due_at() - time.monotonic(), 0.0), LOOK)

    async def _put(self, text: str) -> None:
        """What cannot go out now goes out again by itself: as a resend, or after the reconnect."""
        if self._socket is not None:
            try:
                await self._socket.send(text)
            except ConnectionClosed:
                return


def _final(error: Exception) -> bool:
    """A refusal stays one; anything else may pass: a server that restarts, or has had enough of us (429)."""
    return (
        isinstance(error, InvalidStatus)
        and error.response.status_code < 500
        and error.response.status_code != 429
    )


async def _next(socket: ClientConnection, seconds: float) -> str | None:
    """The next text, or None when none has come in time."""
    try:
        async with asyncio.timeout(seconds):
            text = await socket.recv()
            return text if isinstance(text, str) else text.decode()
    except TimeoutError:
        return None
