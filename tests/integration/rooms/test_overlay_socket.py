"""A stream's overlay over its socket: the table and nothing else, for whoever has the address."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
from channels.testing import WebsocketCommunicator
from django.test import Client

from events import live
from events.catalogue import Settings
from events.messages.frames import GameFrame, OwnFrame
from game import projections
from game.table import Table
from lie_project.asgi import application
from rooms import overlay
from tests.integration.rooms.sockets import ORIGIN, ROOM, Bus, ask, bus, closed_with, frame

__all__ = ["bus"]


def push(last: int, phase: Any = "voting", **own: bytes) -> live.Push:
    text = live.encode(GameFrame(last, last, projections.public(Table(Settings(), phase=phase))))
    return live.Push(ROOM, "game", last, text, snapshot=text, own=own)


async def sent(*pushes: live.Push) -> None:
    await asyncio.to_thread(live.send, pushes)


def socket(key: str) -> WebsocketCommunicator:
    headers = [(b"origin", ORIGIN.encode())]
    return WebsocketCommunicator(application, f"/ws/overlay/{ROOM}/", headers, ["lie.v1", key])


@pytest.fixture
async def stream(bus: Bus) -> AsyncIterator[WebsocketCommunicator]:
    """The socket of an overlay, after what it is sent first."""
    await sent(push(1, "describing"))
    made = socket(overlay.key_of(ROOM))
    assert (await made.connect())[0]
    assert (await frame(made))["type"] == "welcome"
    assert (await frame(made))["view"]["phase"] == "describing"
    yield made
    await made.disconnect(timeout=30)


async def test_without_the_key_there_is_nothing_to_see(bus: Bus) -> None:
    for key in ("", "x", overlay.key_of("FGHJK")):
        assert not (await socket(key).connect())[0]


async def test_every_change_of_the_table_is_shown_at_once(stream: WebsocketCommunicator) -> None:
    await sent(push(2))
    shown = await frame(stream)
    assert (shown["type"], shown["last"], shown["view"]["phase"]) == ("overlay", 2, "voting")


async def test_only_the_table_is_shown(stream: WebsocketCommunicator) -> None:
    own = live.encode(OwnFrame(2, {"word": "바나나"}))
    chat = live.Push(ROOM, "chat", 7, b'{"type":"chat","first":7,"last":7,"view":{}}')
    await sent(chat, push(2, **{"": own, "overlay": own}))
    frames = [await frame(stream)]
    assert await stream.receive_nothing()
    assert [shown["type"] for shown in frames] == ["overlay"] and "바나나" not in str(frames)


async def test_an_older_table_is_not_shown_again(stream: WebsocketCommunicator) -> None:
    await sent(push(5), push(4, "describing"), push(6, "defence"))
    assert [(await frame(stream))["last"] for _ in range(2)] == [5, 6]


async def test_who_has_lost_the_thread_is_shown_the_table_again(stream: WebsocketCommunicator) -> None:
    assert (await ask(stream, type="sync"))["last"] == 1


async def test_a_table_that_redis_has_lost_is_made_again(bus: Bus) -> None:
    made = socket(overlay.key_of(ROOM))
    await made.connect()
    await frame(made)
    assert (await ask(made, type="ping"))["type"] == "pong"
    assert {type(command).__name__ for command, _ in bus.sent} == {"ShowGame"}
    await made.disconnect(timeout=30)


async def test_it_takes_no_seat_and_gives_no_orders(stream: WebsocketCommunicator, bus: Bus) -> None:
    await stream.send_to('{"id":"frame-01","type":"rooms.leave_room"}')
    assert (await ask(stream, type="ping"))["type"] == "pong"
    assert bus.sent == []


async def test_who_talks_too_much_is_closed_and_the_log_names_the_room(
    stream: WebsocketCommunicator, caplog: pytest.LogCaptureFixture
) -> None:
    for _ in range(30):
        await stream.send_to('{"id":"frame-01","type":"ping"}')
    assert await closed_with(stream) == 4008
    told = [record.getMessage() for record in caplog.records if record.name == "rooms.blame"]
    assert told == [f"socket closed (4008): sends faster than is served; room {ROOM}, who only looks"]


async def test_it_ends_with_the_room(stream: WebsocketCommunicator) -> None:
    await asyncio.to_thread(live.tell_sockets, ROOM, "*", "close 4010")
    assert await closed_with(stream) == 4010


@pytest.mark.django_db
def test_the_page_needs_the_key_too(client: Client) -> None:
    key = overlay.key_of(ROOM)
    assert client.get(f"/r/{ROOM}/overlay", {"key": key}).status_code == 200
    assert client.get(f"/r/{ROOM}/overlay", {"key": "x"}).status_code == 404
    assert client.get(f"/r/{ROOM}/overlay").status_code == 404


@pytest.mark.django_db
def test_its_address_is_told_to_members_alone(client: Client) -> None:
    assert client.get(f"/api/rooms/{ROOM}/overlay").status_code == 403
    client.post("/api/guest", {"nickname": "Bob", "room": ROOM}, "application/json")
    assert client.get(f"/api/rooms/{ROOM}/overlay").status_code == 403


@pytest.mark.django_db
def test_the_rooms_picture_leads_to_the_room(client: Client) -> None:
    answer = client.get(f"/r/{ROOM}/qr")
    assert answer.headers["Content-Type"] == "image/svg+xml" and answer.content.startswith(b"<svg")
