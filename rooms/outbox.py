"""One socket's way out: bounded, and never waited for.

Where the server's transport can be reached (outlet) a frame goes there at once, and what its peer has not
taken is the queue.  Elsewhere frames wait here for a task that hands them to the server one by one.
"""

import asyncio
from collections import deque
from functools import cached_property

from rooms import blame
from rooms.outlet import Frame, Outlet, Send, direct
from rooms.traffic import traffic

FRAMES = 256  # waiting here for a socket that does not read
BYTES = 256 * 1024  # waiting in the transport
STAND_INS = {1012: 4012}  # for codes that a server may refuse to say


class Outbox:
    """``put`` never waits; past the limit the socket is closed and its player comes back for a
    snapshot."""

    def __init__(self, send: Send, whose: blame.Whose = ("", "")) -> None:
        self._send, self._whose = send, whose
        self._outlet: Outlet | None = None
        self._close_with: int | None = None
        self.most = 0.0  # share of the limit that was ever in use

    def accepted(self) -> None:
        """The handshake is done: from now on the transport can be looked for."""
        self._outlet = direct(self._send)
        traffic.count("opened", "direct" if self._outlet else "portable")

    @cached_property
    def _texts(self) -> deque[bytes]:
        """Made where frames wait here, and nowhere else: both are most of what an idle socket would hold."""
        return deque()

    @cached_property
    def _wake(self) -> asyncio.Event:
        return asyncio.Event()

    @property
    def fill(self) -> float:
        """Share of the limit in use."""
        if self._outlet is None:
            return len(self._texts) / FRAMES
        return self._outlet.waiting() / BYTES

    def put_cosmetic(self, frame: Frame) -> bool:
        """Send what may be left out, unless the socket lags behind; whether it was sent."""
        if self.fill >= 0.5:
            return False
        self.put(frame)
        return True

    def put(self, frame: Frame) -> None:
        """Send a frame, or close the socket when too much waits already."""
        if self._close_with is not None:
            return
        traffic.frames_out += len(frame.texts)
        traffic.bytes_out += frame.size
        if self._outlet is None:
            self._texts.extend(frame.texts)
            self._wake.set()
            waiting = len(self._texts) / FRAMES
        else:
            waiting = self._outlet.write(frame.wire) / BYTES
        if waiting > self.most:
            self.most = waiting
            traffic.fullest = max(traffic.fullest, waiting)
            if waiting > 1:
                self.close(blame.slow(*self._whose))
                if self._outlet is None:
                    self._texts.clear()

    def close(self, code: int) -> None:
        """Close the socket once what waits is written."""
        if self._close_with is not None:
            return
        self._close_with = code
        traffic.count("closed", str(code))
        if self._outlet is None:
            self._wake.set()
        else:
            self._outlet.close(code)

    async def run(self) -> None:
        """Write until closed.  Nothing to do where the transport is reached: no task is kept for it."""
        while self._outlet is None:
            await self._wake.wait()
            self._wake.clear()
            while self._texts:
                text = self._texts.popleft().decode()
                await self._send({"type": "websocket.send", "text": text})
            if self._close_with is not None:
                return await self._close_by_asgi(self._close_with)

    async def _close_by_asgi(self, code: int) -> None:
        try:
            await self._send({"type": "websocket.close", "code": code})
        except Exception:  # daphne says none of RFC 6455's own codes but 1000
            if code in STAND_INS:
                await self._send({"type": "websocket.close", "code": STAND_INS[code]})
