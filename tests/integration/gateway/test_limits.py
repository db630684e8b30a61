"""What one visitor may ask of a web process, on both servers, before it costs the others anything."""

import asyncio
import json
import socket
import time
from collections.abc import Iterator
from contextlib import suppress

import pytest
from websockets.exceptions import InvalidStatus

from rooms.limits import BURST, OF_PLAYER, OPENING_BURST, RATE
from rooms.protocol import LARGEST, MAX_FRAME
from tests.integration.gateway.webs import Web, closed_with, frame, joined, opened, raw_socket, running_web


@pytest.fixture(scope="module")
def proxied(asgi: str, valkey_url: str) -> Iterator[Web]:
    with running_web(asgi, LIE_PROXY="1") as made:
        yield made


def told(forwarded: str) -> dict[str, str]:
    return {"X-Forwarded-For": forwarded}


async def exhausted(web: Web, address: str) -> int:
    """Open sockets from an address until one is refused; the status."""
    forged = (f"198.51.100.{n}, {address}" for n in range(OPENING_BURST * 2))  # the first he writes himself
    opening = [opened(web, f"p{n}", headers=told(forwarded)) for n, forwarded in enumerate(forged)]
    done = await asyncio.gather(*opening, return_exceptions=True)
    for made in done:
        if not isinstance(made, BaseException):
            await made.close()
    refused = {problem.response.status_code for problem in done if isinstance(problem, InvalidStatus)}
    assert len(refused) == 1
    return refused.pop()


async def test_an_address_with_too_many_handshakes_gets_429_and_others_come_in(proxied: Web) -> None:
    assert await exhausted(proxied, "203.0.113.7") == 429
    async with await opened(proxied, headers=told("203.0.113.8")):
        pass


async def test_what_a_visitor_says_of_his_address_is_not_believed_without_a_proxy(web: Web) -> None:
    sockets = [await opened(web, f"p{n}", headers=told("203.0.113.9")) for n in range(OPENING_BURST + 20)]
    for made in sockets:
        await made.close()


async def test_a_frame_that_is_too_large_is_refused_and_one_beyond_all_sense_closes(web: Web) -> None:
    async with await joined(web) as made:
        for size in (MAX_FRAME + 1, LARGEST + 1):
            await made.send("x" * size)
            assert (await frame(made))["code"] == "too_large"
        await made.send("x" * (100 * 1024))  # the server itself does not read it
        assert await closed_with(made) == (1006 if web.asgi == "daphne" else 1009)  # daphne only cuts


async def test_only_the_type_that_may_be_larger_is(web: Web) -> None:
    filler = {"sdp": "x" * 10_000}
    async with await joined(web) as made:
        await made.send(json.dumps({"id": "frame-01", "type": "chat.say", "data": filler}))
        refused = await frame(made)
        assert (refused["id"], refused["code"]) == ("frame-01", "too_large")
        await made.send(json.dumps({"id": "frame-02", "type": "media.offer", "data": filler}))
        refused = await frame(made)
        assert refused["code"] != "too_large"


async def test_binary_frames_are_refused_and_parts_of_a_text_put_together(web: Web) -> None:
    async with await joined(web) as made:
        await made.send(b'{"id":"frame-01","type":"ping"}')
        assert (await frame(made))["code"] == "not_json"
        await made.send(['{"id":"frame-02",', '"type":"ping"}'])
        assert (await frame(made))["type"] == "pong"


async def test_a_player_has_no_more_by_opening_many_sockets(web: Web) -> None:
    sockets = [await opened(web, "greedy", room) for room in ("AAAAA", "BBBBB", "CCCCC", "DDDDD")]
    begun = time.monotonic()
    for made in sockets:
        for number in range(20):
            await made.send(json.dumps({"id": f"frame-{number:03}", "type": "ping"}))
    answers = [[await frame(made) for _ in range(20)] for made in sockets]
    passed = sum(answer["type"] == "pong" for row in answers for answer in row)
    refilled = OF_PLAYER * RATE * (time.monotonic() - begun)
    assert OF_PLAYER * BURST <= passed <= OF_PLAYER * BURST + refilled + 1
    for made in sockets:
        await made.close()


async def test_a_flood_ends_soon_and_does_not_hold_up_the_others(web: Web) -> None:
    async with await joined(web, "alice") as alice:
        flooding = asyncio.create_task(asyncio.to_thread(flood, web))
        while not flooding.done():
            await alice.send(json.dumps({"id": "alice-001", "type": "ping"}))
            assert (await frame(alice))["type"] == "pong"
            await asyncio.sleep(0.11)  # within her own rate
        assert b"\x0f\xa8" in await flooding  # 4008


def flood(web: Web) -> bytes:
    """Send as fast as it goes until the connection is cut; what was answered."""
    text = b'{"id":"frame-01","type":"ping"}'
    many = (bytes((0x81, 0x80 | len(text))) + bytes(4) + text) * 1000  # masked with zeros
    with raw_socket(web, "BBBBB", "flood") as made:
        made.settimeout(30)
        heard = b""
        with suppress(ConnectionError):
            while True:
                made.sendall(many)
                heard += arrived(made)
        return heard + arrived(made)


def arrived(made: socket.socket) -> bytes:
    """What can be read at once, also after the connection was cut."""
    heard = b""
    with suppress(BlockingIOError, ConnectionError):
        while part := made.recv(65536, socket.MSG_DONTWAIT):
            heard += part
    return heard
