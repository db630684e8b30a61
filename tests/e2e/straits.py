"""A narrow way between a browser and its media server: what is more than it carries waits, then is dropped.

Like a router in front of a slow line: one queue for all, the last to come is the first to go.  It stands in
user space, for a kernel that can shape traffic is not everywhere.
"""

import asyncio
import random
import re
import time
from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from lie_project.launcher.ports import LOOPBACK

LONGEST = 0.4  # seconds that a packet waits
PORT = re.compile(r"(?m)^(a=candidate:\S+ 1 udp \d+ \S+ )(\d+) ")


class Strait(asyncio.DatagramProtocol):
    """What comes from the server passes at ``rate`` bits a second (None: at any); the other way is wide."""

    def __init__(self) -> None:
        self.rate: float | None = None
        self.lost = 0.0  # share of what comes from the server, by chance, as radio loses
        self.wanted = 0  # bits that the server has sent, ever
        self._ways: dict[Any, asyncio.Task[asyncio.DatagramTransport]] = {}  # by the browser's address
        self._waiting: deque[tuple[bytes, Any]] = deque()
        self._waiting_bits = 0
        self._server = 0  # its port
        self._out: Any = None
        self._chance = random.Random(15)

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._out = transport

    def led_through(self, answer: str) -> str:
        """The server's answer with this way's port instead of its own."""
        own = self._out.get_extra_info("sockname")[1]
        self._server = int(PORT.findall(answer)[0][1])
        return PORT.sub(rf"\g<1>{own} ", answer)

    def datagram_received(self, data: bytes, addr: Any) -> None:
        if addr not in self._ways:
            self._ways[addr] = asyncio.get_running_loop().create_task(self._way(addr))
        self._ways[addr].add_done_callback(lambda way: way.result().sendto(data))

    async def bits_wanted(self, seconds: float = 2.0) -> float:
        """A second, that the server sends, over a time."""
        before = self.wanted
        await asyncio.sleep(seconds)
        return (self.wanted - before) / seconds

    async def run(self) -> None:
        """Let through what waits, without end."""
        due = time.monotonic()
        while True:
            now = time.monotonic()
            due = max(due, now - 0.005)
            while self._waiting and due <= now:
                data, address = self._waiting.popleft()
                self._waiting_bits -= 8 * len(data)
                self._out.sendto(data, address)
                due += 8 * len(data) / self.rate if self.rate else 0.0
            await asyncio.sleep(0.002)

    def close(self) -> None:
        self._out.close()
        for way in self._ways.values():
            way.result().close()

    async def _way(self, browser: Any) -> asyncio.DatagramTransport:
        way, _ = await asyncio.get_running_loop().create_datagram_endpoint(
            lambda: _Back(self, browser), remote_addr=(LOOPBACK, self._server)
        )
        return way

    def come(self, data: bytes, browser: Any) -> None:
        """From the server."""
        bits = 8 * len(data)
        self.wanted += bits
        if self._chance.random() < self.lost:
            return
        if self.rate is None or self._waiting_bits + bits <= self.rate * LONGEST:
            self._waiting.append((data, browser))
            self._waiting_bits += bits


class _Back(asyncio.DatagramProtocol):
    """To the server, for one address of the browser."""

    def __init__(self, strait: Strait, browser: Any) -> None:
        self._strait, self._browser = strait, browser

    def datagram_received(self, data: bytes, addr: Any) -> None:
        self._strait.come(data, self._browser)


@asynccontextmanager
async def strait() -> AsyncIterator[Strait]:
    """One that is wide as yet."""
    _, made = await asyncio.get_running_loop().create_datagram_endpoint(Strait, local_addr=(LOOPBACK, 0))
    running = asyncio.create_task(made.run())
    try:
        yield made
    finally:
        running.cancel()
        made.close()
