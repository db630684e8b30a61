"""The socket as a browser meets it: who may open it, and what may come in."""

import json

import pytest
from channels.testing import WebsocketCommunicator

from events.messages.refusal import Code
from lie_project.asgi import application
from rooms import identity, limits
from rooms.identity import Guest, Ticket
from tests.integration.rooms.sockets import (
    ORIGIN,
    ROOM,
    Bus,
    Opened,
    ask,
    bus,
    closed_with,
    frame,
    opened,
    socket,
    ticket,
)

__all__ = ["bus", "opened"]


# --- the handshake -------------------------------------------------------------------------


@pytest.mark.parametrize(
    "offered",
    [[], ["lie.v1"], ["lie.v1", "forged"], ["lie.v0", ticket()], ["lie.v1", ticket(room="FGHJK")]],
    ids=["nothing", "no ticket", "forged", "other version", "other room"],
)
async def test_without_a_good_ticket_the_socket_does_not_open(bus: Bus, offered: list[str]) -> None:
    connected, _ = await socket(offered).connect()
    assert not connected and bus.sent == []


async def test_another_path_has_no_socket(bus: Bus) -> None:
    headers = [(b"origin", ORIGIN.encode())]
    connected, _ = await WebsocketCommunicator(application, "/ws/elsewhere/", headers=headers).connect()
    assert not connected


async def test_an_old_ticket_does_not_open_a_socket(bus: Bus, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(identity, "TICKET_AGE", -1)
    connected, _ = await socket().connect()
    assert not connected


@pytest.mark.parametrize(
    "origin",
    [
        "https://evil.example",
        "http://localhost:9999",
        "null",
        "http://localhost.evil.example:8000",
        "ftp://localhost",
    ],
)
async def test_another_origin_does_not_open_a_socket(bus: Bus, origin: str) -> None:
    connected, _ = await socket(origin=origin).connect()
    assert not connected


def test_a_ticket_is_for_one_player_and_one_room() -> None:
    assert identity.read_ticket(ticket("bob"), ROOM) == Ticket("bob", "bob", ROOM, "en")
    assert identity.read_ticket(ticket("bob"), "FGHJK") is None


# --- in ------------------------------------------------------------------------------------


async def test_opening_asks_for_a_seat_and_closing_says_goodbye(bus: Bus, opened: Opened) -> None:
    made = await opened()
    assert [o["actor"] for o in bus.named("JoinRoom")] == ["alice"]
    await made.disconnect(timeout=30)
    assert len(bus.named("DropConnection")) == 1


async def test_a_command_goes_onto_the_bus_under_the_players_own_name(bus: Bus, opened: Opened) -> None:
    made = await opened()
    await made.send_to(json.dumps({"id": "frame-01", "type": "game.cast_vote", "data": {"target": "bob"}}))
    assert (await ask(made, type="ping"))["type"] == "pong"
    assert bus.named("CastVote") == [{"actor": "alice", "id": "alice.frame-01"}]


@pytest.mark.parametrize(
    "sent, code",
    [
        ("not json", Code.NOT_JSON),
        ("[]", Code.BAD_DATA),
        ('{"id": "x", "type": "ping"}', Code.BAD_DATA),
        ('{"id": "frame-01", "type": "ping", "more": 1}', Code.BAD_DATA),
        ('{"id": "frame-01", "type": "game.win"}', Code.UNKNOWN_TYPE),
        ('{"id": "frame-01", "type": "game.close_phase", "data": {"number": 1}}', Code.UNKNOWN_TYPE),
        ('{"id": "frame-01", "type": "rooms.join_room", "data": {}}', Code.UNKNOWN_TYPE),
        ('{"id": "frame-01", "type": "game.cast_vote", "data": {"target": 7}}', Code.BAD_DATA),
        ('{"id": "frame-01", "type": "game.cast_vote", "data": {"target": "b", "as": "c"}}', Code.BAD_DATA),
        ('{"id": "frame-01", "type": "chat.say", "data": {"text": ""}}', Code.BAD_DATA),
        ("[" * 5000, Code.TOO_LARGE),
        ("[" * 4000, Code.BAD_DATA),
        ('{"id": "frame-01", "type": "chat.say", "data": ' + "[" * 3900, Code.NOT_JSON),
        ('{"id": "frame-01", "type": "chat.say", "data": ' + "[" * 1900 + "]" * 1900 + "}", Code.NOT_JSON),
    ],
)
async def test_a_bad_frame_is_refused_with_a_sentence_and_the_socket_lives(
    bus: Bus, opened: Opened, sent: str, code: Code
) -> None:
    made = await opened()
    commands = len(bus.sent)
    await made.send_to(sent)
    refused = await frame(made)
    assert (refused["type"], refused["code"]) == ("refused", code)
    assert refused["message"].endswith(".")
    assert (await ask(made, type="ping"))["type"] == "pong"
    assert len(bus.sent) == commands


async def test_a_refusal_speaks_the_players_language(bus: Bus) -> None:
    made = socket(["lie.v1", identity.issue_ticket(Guest("alice", "alice"), ROOM, "ko")])
    await made.connect()
    await frame(made)
    refused = await ask(made, type="no.such")
    assert any("\uac00" <= sign <= "\ud7a3" for sign in refused["message"])
    await made.disconnect(timeout=30)


async def test_binary_frames_are_refused(bus: Bus, opened: Opened) -> None:
    made = await opened()
    await made.send_to(bytes_data=b"\x00\x01")
    assert (await frame(made))["code"] == Code.NOT_JSON


async def test_what_nobody_takes_is_refused_as_busy(bus: Bus, opened: Opened) -> None:
    made = await opened()
    bus.takes = False
    refused = await ask(made, type="rooms.set_ready", data={"ready": True})
    assert (refused["id"], refused["code"]) == ("frame-01", Code.BUSY)


async def test_a_flood_is_slowed_and_then_closed(
    bus: Bus, opened: Opened, caplog: pytest.LogCaptureFixture
) -> None:
    made = await opened()
    for number in range(limits.BURST + limits.PATIENCE + 10):
        await made.send_to(json.dumps({"id": f"frame-{number:03}", "type": "ping"}))
    assert await closed_with(made) == 4008
    told = [record.getMessage() for record in caplog.records if record.name == "rooms.blame"]
    assert told == [f"socket closed (4008): sends faster than is served; room {ROOM}, player alice"]
