"""One socket's queue of frames: bounded, and written by one task."""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from typing import Any

LIMIT = 256  # frames waiting for a socket that does not read
TOO_SLOW = 4009


class Outbox:
    """``put`` never waits; past the limit the socket is closed and its player comes back for a
    snapshot."""

    def __init__(self, send: Callable[[dict[str, Any]], Awaitable[None]]) -> None:
        self._send = send
        self._frames: deque[bytes] = deque()
        self._wake = asyncio.Event()
        self._close_with: int | None = None

    def put(self, frame: bytes) -> None:
        if self._close_with is not None:
            return
        if len(self._frames) >= LIMIT:
            self._frames.clear()
            self.close(TOO_SLOW)
            return
        self._frames.append(frame)
        self._wake.set()

    def close(self, code: int) -> None:
        """Close the socket once what waits is written."""
        if self._close_with is None:
            self._close_with = code
            self._wake.set()

    async def run(self) -> None:
        """Write until closed."""
        while True:
            await self._wake.wait()
            self._wake.clear()
            while self._frames:
                await self._send({"type": "websocket.send", "text": self._frames.popleft().decode()})
            if self._close_with is not None:
                await self._send({"type": "websocket.close", "code": self._close_with})
                return
