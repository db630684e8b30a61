"""Signals from a browser to its room's media server, through the room's socket."""

import asyncio
import json
from typing import Any

import msgspec
import pytest
from channels.testing import WebsocketCommunicator

from events.broker.signals import Assignment, Signal, assignment_key, node_key
from events.messages.refusal import Code
from rooms import protocol, signalling
from rooms.hub import hub
from tests.integration.rooms.sockets import ROOM, Bus, Opened, ask, bus, frame, opened, until_true

__all__ = ["bus", "opened"]


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, Signal]]:
    made: list[tuple[str, Signal]] = []
    monkeypatch.setattr("events.broker.signals.send", lambda node, signal: made.append((node, signal)))
    return made


async def placed(node: str = "one") -> None:
    await hub().redis.set(assignment_key(ROOM), msgspec.json.encode(Assignment(node, 7)))
    await hub().redis.set(node_key(node), b"{}")


async def say(socket: WebsocketCommunicator, type: str, **data: Any) -> None:
    await socket.send_to(json.dumps({"id": f"frame-{type[6:]:_<5}", "type": type, "data": data}))


async def seated(opened: Opened, bus: Bus) -> WebsocketCommunicator:
    """A socket whose player has his seat: the answer to its join has come."""
    socket = await opened()
    cause = bus.named("JoinRoom")[0]["id"].partition(".")[2]
    room = {"type": "room", "first": 1, "last": 1, "view": {}, "events": [], "cause": cause}
    await hub().publish(ROOM, b"* " + json.dumps(room, separators=(",", ":")).encode())
    while (await frame(socket))["type"] != "room":
        pass
    return socket


async def test_a_signal_goes_to_the_rooms_server_in_the_players_name(
    bus: Bus, opened: Opened, sent: list[tuple[str, Signal]]
) -> None:
    await placed()
    socket = await seated(opened, bus)
    await say(socket, "media.mute", audio=True, video=False)
    await asyncio.wait_for(until_true(lambda: bool(sent)), 60)
    node, signal = sent[0]
    assert (node, signal.type, signal.player, signal.epoch) == ("one", "media.mute", "alice", 7)
    assert json.loads(bytes(signal.data)) == {"audio": True, "video": False}


async def test_signals_keep_their_order(bus: Bus, opened: Opened, sent: list[tuple[str, Signal]]) -> None:
    await placed()
    socket = await seated(opened, bus)
    types = ["media.join", "media.layers", "media.leave", "media.join"]
    for type in types:
        await say(socket, type)
    await asyncio.wait_for(until_true(lambda: len(sent) == len(types)), 60)
    assert [signal.type for _, signal in sent] == types


async def test_who_has_no_seat_is_shown_nothing(
    bus: Bus, opened: Opened, sent: list[tuple[str, Signal]]
) -> None:
    await placed()
    socket = await opened()
    await say(socket, "media.join")
    assert (await ask(socket, type="ping", id="frame-ping"))["type"] == "pong"
    assert sent == []


async def test_without_a_server_one_is_wished_for_once_in_a_while(
    bus: Bus, opened: Opened, sent: list[tuple[str, Signal]]
) -> None:
    socket = await seated(opened, bus)
    for _ in range(3):
        await say(socket, "media.join")
    await asyncio.wait_for(until_true(lambda: bool(bus.named("PlaceSession"))), 60)
    await ask(socket, type="ping", id="frame-ping")
    assert len(bus.named("PlaceSession")) == 1 and sent == []


@pytest.mark.parametrize(
    ("type", "data"),
    [("media.mute", {}), ("media.offer", {"epoch": 1}), ("media.leave", {"player": "bob"})],
)
async def test_a_signal_of_another_shape_is_refused(
    bus: Bus, opened: Opened, type: str, data: dict[str, Any]
) -> None:
    answer = await ask(await opened(), type=type, data=data)
    assert (answer["type"], answer["code"]) == ("refused", Code.BAD_DATA)


async def test_more_than_a_few_on_their_way_are_refused(bus: Bus, opened: Opened) -> None:
    socket = await opened()  # without a seat they wait
    for _ in range(signalling.MOST):
        await say(socket, "media.join")
    answer = await ask(socket, type="media.join")
    assert answer["code"] == Code.BUSY


async def test_an_offer_may_be_larger_than_other_frames(
    bus: Bus, opened: Opened, sent: list[tuple[str, Signal]]
) -> None:
    await placed()
    socket = await seated(opened, bus)
    await say(socket, "media.offer", epoch=7, attempt=1, sdp="v" * 60_000)
    await asyncio.wait_for(until_true(lambda: bool(sent)), 60)
    answer = await ask(socket, type="media.offer", data={"sdp": "v" * protocol.LARGEST})
    assert answer["code"] == Code.TOO_LARGE
