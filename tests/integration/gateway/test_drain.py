"""A web process is told to end: it says so, sends its sockets away, keeps nothing back, and goes."""

import asyncio
import json
import signal
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager

import pytest
from websockets.asyncio.client import ClientConnection

from tests.integration.gateway.webs import Web, closed_with, joined, raw_socket, running_web, waiting

CLOSED = b"\x88\x02\x03\xf4"  # the close frame with 1012
ROOMS = ("AAAAA", "BBBBB", "CCCCC")


@pytest.fixture
def web(asgi: str, valkey_url: str) -> Iterator[Web]:
    """One of its own for each test: it ends."""
    with running_web(asgi) as made:
        yield made


@asynccontextmanager
async def crowd(web: Web) -> AsyncIterator[list[ClientConnection]]:
    made = [await joined(web, f"player{n}", room) for room in ROOMS for n in range(8)]
    yield made
    for each in made:
        await each.close()


async def ended(web: Web) -> int:
    return await asyncio.to_thread(web.process.wait, 20)


async def test_every_socket_is_told_to_come_back_and_the_process_ends_well(web: Web) -> None:
    async with crowd(web) as sockets:
        web.process.terminate()
        assert {await closed_with(made) for made in sockets} == {1012}
        assert await ended(web) == 0


async def test_meanwhile_it_is_not_ready(web: Web) -> None:
    with raw_socket(web, "AAAAA", "silent"):  # who does not answer the close is waited for, a while
        async with await joined(web, room="AAAAA") as made:
            assert await asyncio.to_thread(web.readiness) == 200
            web.process.terminate()
            assert await asyncio.to_thread(web.readiness) == 503
            assert await closed_with(made) == 1012
        assert await ended(web) == 0


async def test_who_comes_in_the_last_moment_is_sent_away_as_well(web: Web) -> None:
    with raw_socket(web, "AAAAA", "silent") as silent:
        web.process.terminate()
        while CLOSED not in await asyncio.to_thread(silent.recv, 65536):
            pass
        with raw_socket(web, "BBBBB", "late") as late:
            assert CLOSED in await asyncio.to_thread(late.recv, 65536)


async def test_what_was_asked_last_reaches_the_broker(web: Web) -> None:
    async with await joined(web, room="AAAAA") as made:
        for number in range(15):
            line = {"id": f"last-{number:04}", "type": "chat.say", "data": {"text": "still here?"}}
            await made.send(json.dumps(line))
        await made.send('{"id":"ping-0001","type":"ping"}')
        while json.loads(await made.recv())["type"] != "pong":
            pass
        web.process.terminate()
        assert await closed_with(made) == 1012 and await ended(web) == 0
    assert all(f"last-{number:04}".encode() in b"".join(waiting()) for number in range(15))


async def test_a_second_signal_ends_it_at_once(web: Web) -> None:
    with raw_socket(web, "AAAAA", "silent"):
        async with await joined(web, "alice") as made:
            web.process.terminate()
            assert await closed_with(made) == 1012
            await asyncio.sleep(1.1)  # sooner it would be the same signal by another way
            web.process.terminate()
            assert await ended(web) == -signal.SIGTERM
