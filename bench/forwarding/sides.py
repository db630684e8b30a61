"""The servers that are compared: each takes players in, and tells what processor time that has cost it."""

import asyncio
import json
import os
import sys
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, Protocol

from bench.forwarding.load import Player
from lie_project.launcher.ports import LOOPBACK
from media.janus.engine import Janus
from media.janus.room import JanusRoom
from media.sfu import offers
from tests.integration.media.janus import outer_address, running_janus

SERVER = Path(__file__).with_name("server.py")
LOOPS = {"janus": 0, "janus, event loops": os.cpu_count() or 1}
TICKS = os.sysconf("SC_CLK_TCK")  # a second


class Side(Protocol):
    """A server with rooms."""

    process: int

    async def enter(self, room: str, name: str) -> Player:
        """One more player, connected."""

    async def ready(self) -> None:
        """All who are in see and hear each other."""

    async def mark(self) -> list[float]:
        """Processor time counts from here on.  Gives the seconds of it that each join took, if it knows."""

    async def report(self) -> dict[str, float]:
        """{"cpu", "seconds"} since the mark."""


@asynccontextmanager
async def started(name: str, address: str) -> AsyncIterator[Side]:
    """A server of this name, at this address of this machine; gone at the end."""
    if name in LOOPS:
        async with _janus(LOOPS[name]) as side:
            yield side
        return
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, str(SERVER), name, address),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        limit=1 << 20,
    )
    try:
        yield Python(process)
    finally:
        process.kill()
        await process.wait()


def address_for_janus() -> str | None:
    """Of this machine, not loopback, of which Janus offers none; None: there is none."""
    try:
        address = outer_address()
    except OSError:
        return None
    return None if address == LOOPBACK else address


class Python:
    """``server.py``: ours, or the relay."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._pipes, self.process = process, process.pid

    async def enter(self, room: str, name: str) -> Player:
        player = Player()
        answers = [
            (await self._ask({"room": room, "player": name, "sdp": text}))["sdp"]
            for text in await player.offers()
        ]
        await player.take(answers)
        return player

    async def ready(self) -> None:
        await asyncio.sleep(0.3)  # the last one's handshake ends on the server's side a moment later

    async def mark(self) -> list[float]:
        joins: list[float] = (await self._ask("measure"))["joins"]
        return joins

    async def report(self) -> dict[str, float]:
        return await self._ask("report")

    async def _ask(self, order: object) -> dict[str, Any]:
        assert self._pipes.stdin and self._pipes.stdout
        self._pipes.stdin.write(json.dumps(order).encode() + b"\n")
        return json.loads(await self._pipes.stdout.readline())  # type: ignore[no-any-return]


@asynccontextmanager
async def _janus(loops: int) -> AsyncIterator["AsJanus"]:
    with (
        tempfile.TemporaryDirectory(prefix="lie-janus-") as directory,
        running_janus(Path(directory), loops=loops) as running,
    ):
        engine = Janus(running.url)
        try:
            yield AsJanus(engine, running.process)
        finally:
            await engine.close()


class AsJanus:
    """Janus, told what to do by our engine, whose own work is in this process and does not count."""

    def __init__(self, engine: Janus, process: int) -> None:
        self._engine, self.process = engine, process
        self._rooms: dict[str, JanusRoom] = {}
        self._begun = (0.0, 0.0)

    async def enter(self, room: str, name: str) -> Player:
        player = Player(apart=True)
        opened = self._rooms.setdefault(room, self._engine(lambda *_: None, lambda *_: None))
        await player.take(
            [await opened.join(name, "bench", offers.examine(text)) for text in await player.offers()]
        )
        return player

    async def ready(self) -> None:
        while not all(_level(room) for room in self._rooms.values()):
            await asyncio.sleep(0.05)

    async def mark(self) -> list[float]:
        self._begun = (self._cpu(), time.monotonic())
        return []

    async def report(self) -> dict[str, float]:
        return {"cpu": self._cpu() - self._begun[0], "seconds": time.monotonic() - self._begun[1]}

    def _cpu(self) -> float:
        """Seconds of all its threads (proc(5): utime and stime)."""
        fields = Path(f"/proc/{self.process}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / TICKS


def _level(room: JanusRoom) -> bool:
    """Has Janus been told of all streams?"""
    everybody = len(room.members)
    shown = [
        {stream.feed for stream in member.receiver.shown.values()}
        for member in room._members.values()
        if member.receiver
    ]
    feeds = {member.sender.feed for member in room._members.values() if member.sender}
    return all(len(feeds & seen) == everybody - 1 for seen in shown)
