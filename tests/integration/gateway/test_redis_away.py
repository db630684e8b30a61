"""Redis is killed or frozen under a web process: sockets stay, are told, and miss nothing in the end."""

import asyncio
import json
import os
import signal
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import Any

import pytest
import redis
from websockets.asyncio.client import ClientConnection

from events import live
from events.messages.frames import GameFrame
from lie_project.launcher.valkey import private_valkey
from tests.integration.gateway.webs import ROOM, Web, closed_with, frame, joined, opened, running_web
from tests.servers import running_valkey


class OwnRedis:
    """Of this test alone, so that it can be broken; the broker is another one."""

    def __init__(self, directory: Path) -> None:
        self.directory, self.valkey = directory, private_valkey(directory)
        self._running = ExitStack()

    def start(self) -> None:
        self._running.enter_context(running_valkey(self.directory, self.valkey.port))

    def kill(self) -> None:
        os.kill(self.pid, signal.SIGKILL)
        with suppress(ProcessLookupError):
            self._running.close()

    def stop(self) -> None:
        self._running.close()

    @property
    def pid(self) -> int:
        """The server's own; it carries its settings in its command line."""
        marks = {
            int(entry.name): entry.joinpath("cmdline").read_bytes()
            for entry in Path("/proc").glob("[0-9]*")
            if entry.joinpath("cmdline").exists()
        }
        (found,) = (pid for pid, mark in marks.items() if f"{self.directory}/valkey.conf".encode() in mark)
        return found

    def push(self, last: int) -> None:
        """What a worker does at a change of the table."""
        view = GameFrame(last, last, {"number": last})
        with redis.Redis.from_url(self.valkey.url(0)) as client:
            client.hset(live.live_key(ROOM), "game", live.encode(view))
            client.hset(live.live_key(ROOM), "last:game", last)
            client.publish(live.channel_of(ROOM), b"* " + live.encode(view))


@pytest.fixture
def own(tmp_path: Path) -> Iterator[OwnRedis]:
    made = OwnRedis(tmp_path / "valkey")
    made.start()
    yield made
    made.stop()


@pytest.fixture
def web(asgi: str, own: OwnRedis, valkey_url: str) -> Iterator[Web]:
    with running_web(asgi, LIE_REDIS_URL=own.valkey.url(0)) as made:
        yield made


async def next_of(made: ClientConnection, type: str) -> dict[str, Any]:
    while (got := await frame(made))["type"] != type:
        pass
    return got


async def numbered(made: ClientConnection, number: int) -> None:
    """Read until the table is as it was at this push."""
    while (await next_of(made, "game"))["last"] != number:
        pass


async def heard(made: ClientConnection, own: OwnRedis, last: int) -> None:
    await asyncio.to_thread(own.push, last)
    await numbered(made, last)


async def test_a_frozen_redis_is_noticed_and_what_came_meanwhile_is_made_up_for(
    web: Web, own: OwnRedis
) -> None:
    async with await joined(web, "alice") as alice, await joined(web, "bob") as bob:
        await heard(alice, own, 1)
        os.kill(own.pid, signal.SIGSTOP)
        try:
            assert (await next_of(alice, "status"))["degraded"] == ["live"]
            await alice.send('{"id":"ping-0001","type":"ping"}')
            assert await next_of(alice, "pong")  # whatever needs no Redis goes on
            pushed = asyncio.create_task(asyncio.to_thread(own.push, 2))
        finally:
            os.kill(own.pid, signal.SIGCONT)
        await pushed
        for made in (alice, bob):
            await numbered(made, 2)
        await heard(bob, own, 3)


async def test_a_killed_redis_is_noticed_and_frames_come_again(web: Web, own: OwnRedis) -> None:
    async with await joined(web, "alice") as alice:
        await heard(alice, own, 1)
        await asyncio.to_thread(own.kill)
        assert (await next_of(alice, "status"))["degraded"] == ["live"]
        await asyncio.to_thread(own.start)
        assert (await next_of(alice, "status"))["degraded"] == []
        await heard(alice, own, 7)


async def test_who_comes_while_it_is_away_is_asked_to_come_back(web: Web, own: OwnRedis) -> None:
    async with await joined(web, "alice") as alice:
        await asyncio.to_thread(own.kill)
        await next_of(alice, "status")
        assert await closed_with(await opened(web, "bob")) == 1012
        await asyncio.to_thread(own.start)
        await next_of(alice, "status")
        async with await joined(web, "bob") as bob:
            await bob.send(json.dumps({"id": "ping-0002", "type": "ping"}))
            assert await next_of(bob, "pong")
