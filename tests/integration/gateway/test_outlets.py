"""Frames leave past ASGI, on both servers: whole, in order, and without regard for who does not read."""

import asyncio
import json
import secrets
import time
from typing import Any

import pytest
from websockets.asyncio.client import ClientConnection

from events import live, redis
from events.messages.frames import Refused
from events.telemetry import metrics
from rooms.limits import BURST, PATIENCE
from tests.integration.gateway.webs import (
    Web,
    closed_with,
    frame,
    joined,
    opened,
    raw_socket,
    running_web,
    waiting,
)


async def published(room: str, message: bytes) -> None:
    await asyncio.to_thread(redis.client().publish, live.channel_of(room), message)


def text_of(length: int, mark: str = "") -> bytes:
    """A JSON object of so many bytes."""
    bare = b'{"type":"test","mark":"%s","x":""}' % mark.encode()
    return bare[:-2] + b"x" * (length - len(bare)) + bare[-2:] if length > len(bare) else b'{"x":1}   '


@pytest.fixture
def room() -> str:
    return "".join(secrets.choice("ABCDEFGHJKLMNPQRSTUVWXYZ") for _ in range(5))


async def next_of(made: ClientConnection, type: str) -> dict[str, Any]:
    while (got := await frame(made)).get("type") != type:
        pass
    return got


@pytest.mark.parametrize("length", [10, 125, 126, 200, 65_535, 65_536, 70_000])
async def test_a_frame_of_any_length_arrives_as_it_was(web: Web, room: str, length: int) -> None:
    sent = text_of(length)
    async with await joined(web, room=room) as made:
        await published(room, b"* " + sent)
        assert len(sent) == length and (await made.recv()) == sent.decode()


async def test_frames_of_all_lengths_keep_their_order(web: Web, room: str) -> None:
    sent = [text_of(length, str(n)) for n, length in enumerate([200, 70_000, 40, 130, 70_000] * 20)]
    async with await joined(web, room=room) as made:
        for text in sent:
            await published(room, b"* " + text)
        assert [await made.recv() for _ in sent] == [text.decode() for text in sent]


def opened_by(path: str) -> float:
    return metrics.totals().get(("gateway_opened", path), 0)


async def counted(path: str, before: float) -> None:
    while await asyncio.to_thread(opened_by, path) <= before:
        await asyncio.sleep(0.05)  # between two looks


async def test_both_servers_are_gone_past(web: Web, room: str) -> None:
    direct = opened_by("direct")
    async with await joined(web, room=room):
        await counted("direct", direct)


async def test_behind_a_middleware_frames_go_the_portable_way(asgi: str, valkey_url: str, room: str) -> None:
    portable = opened_by("portable")
    with running_web(asgi, application="tests.integration.gateway.wrapped:application") as web:
        made, sent = await joined(web, room=room), text_of(70_000)
        await published(room, b"* " + sent)
        assert await made.recv() == sent.decode()
        await counted("portable", portable)
        web.process.terminate()
        assert await closed_with(made) == (4012 if asgi == "daphne" else 1012)


# --- close codes ---------------------------------------------------------------------------


@pytest.mark.parametrize("player, code", [("alice", 4002), ("alice", 4003), ("*", 4010)])
async def test_the_room_closes_a_socket(web: Web, room: str, player: str, code: int) -> None:
    made = await joined(web, room=room)
    await asyncio.to_thread(live.tell_sockets, room, player, f"close {code}")
    assert await closed_with(made) == code


async def test_a_newer_tab_closes_the_older_one(web: Web, room: str) -> None:
    older = await joined(web, room=room)
    async with await joined(web, room=room):
        assert await closed_with(older) == 4001


async def test_a_flood_is_closed(web: Web, room: str) -> None:
    made = await joined(web, room=room)
    for number in range(BURST + PATIENCE + 10):
        await made.send(json.dumps({"id": f"frame-{number:03}", "type": "ping"}))
    assert await closed_with(made) == 4008


def join_of(room: str) -> str:
    """Id of the frame by which the room's only socket asks for its seat, once the broker has it."""
    while not (found := [body for body in waiting() if b"join0-" in body and room.encode() in body]):
        time.sleep(0.05)  # between two looks
    id: str = json.loads(found[0])["id"]
    return id.partition(".")[2]


async def test_a_seat_that_is_not_given_closes_the_socket(web: Web, room: str) -> None:
    made = await joined(web, room=room)
    refused = Refused(await asyncio.to_thread(join_of, room), "room_full", "")
    await asyncio.to_thread(live.send_to_player, room, "alice", refused)
    assert (await next_of(made, "refused"))["code"] == "room_full"
    assert await closed_with(made) == 4006


# --- who does not read ---------------------------------------------------------------------


def closed_for_slowness() -> float:
    return metrics.totals().get(("gateway_closed", "4009"), 0)


async def marked(made: Any) -> str:
    """Mark of the next frame that has one: a beat may come between."""
    while not (mark := (await frame(made)).get("mark")):
        pass
    return str(mark)


async def test_who_does_not_read_is_closed_and_the_others_miss_nothing(web: Web, room: str) -> None:
    others = [await joined(web, f"player{n}", room, max_queue=None) for n in range(7)]
    deaf = await asyncio.to_thread(raw_socket, web, room, "deaf")
    await published(room, b"* " + text_of(70_000, "warm"))
    for other in others:
        while (await frame(other)).get("mark") != "warm":
            pass
    slow = closed_for_slowness()
    sent = [text_of(8_000, str(number)) for number in range(600)]  # 4.7 MiB, where 256 KiB may wait
    for text in sent:
        await published(room, b"* " + text)
    for other in others:
        assert [await marked(other) for _ in sent] == [str(n) for n in range(len(sent))]
        await other.close()
    while await asyncio.to_thread(closed_for_slowness) <= slow:
        await asyncio.sleep(0.05)  # between two looks
    deaf.close()


async def test_who_was_too_slow_is_told_when_he_reads_again(web: Web, room: str) -> None:
    made = await opened(web, room=room, max_queue=1)  # reads no more than it is asked to
    for _ in range(300):  # 20 MiB: more than the kernel holds for both ends
        await published(room, b"* " + text_of(70_000))
    assert await closed_with(made) == 4009
