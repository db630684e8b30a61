"""The socket as a browser meets it: real Channels, real Valkey; commands are kept in a list."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Coroutine
from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import Any

import pytest
from channels.testing import WebsocketCommunicator

from events import live
from events.frames import Done, GameFrame, OwnFrame, Refused, RoomFrame
from events.refusal import Code
from events.schema import Command
from lie_project.asgi import application
from rooms import consumers, identity, outbox
from rooms.hub import hub
from rooms.identity import Guest, Ticket

ROOM = "ABCDE"
ORIGIN = "http://localhost:8000"


@dataclass
class Bus:
    """Stands for the broker: what the gateway has submitted, and whether it is taken."""

    takes: bool = True
    sent: list[tuple[Command, dict[str, Any]]] = field(default_factory=list)

    def submit(self, command: Command, room: str, **options: Any) -> "Future[bool]":
        self.sent.append((command, options))
        done: Future[bool] = Future()
        done.set_result(self.takes)
        return done

    def named(self, name: str) -> list[dict[str, Any]]:
        return [options for command, options in self.sent if type(command).__name__ == name]


@pytest.fixture
async def bus(valkey_url: str, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Bus]:
    made = Bus()
    monkeypatch.setattr("events.gateway.submit", made.submit)
    hub.cache_clear()
    await hub().redis.flushdb()
    yield made
    await hub().close()
    hub.cache_clear()


def ticket(player: str = "alice", room: str = ROOM) -> str:
    return identity.issue_ticket(Guest(player, player), room, "en")


def socket(offered: list[str] | None = None, *, origin: str = ORIGIN) -> WebsocketCommunicator:
    protocols = ["lie.v1", ticket()] if offered is None else offered
    return WebsocketCommunicator(
        application, f"/ws/rooms/{ROOM}/", headers=[(b"origin", origin.encode())], subprotocols=protocols
    )


Opened = Callable[..., Coroutine[Any, Any, WebsocketCommunicator]]


@pytest.fixture
async def opened(bus: Bus) -> AsyncIterator[Opened]:
    """Opens sockets that have been welcomed; closes them in the end."""
    sockets: list[WebsocketCommunicator] = []

    async def open(player: str = "alice") -> WebsocketCommunicator:
        made = socket(["lie.v1", ticket(player)])
        connected, protocol = await made.connect()
        assert (connected, protocol) == (True, "lie.v1")
        sockets.append(made)
        assert (await frame(made))["type"] == "welcome"
        await asyncio.wait_for(_until(lambda: len(bus.named("JoinRoom")) >= len(sockets)), 5)
        return made

    yield open
    for made in sockets:
        await made.disconnect()


async def frame(made: WebsocketCommunicator) -> dict[str, Any]:
    return json.loads(await made.receive_from(5))  # type: ignore[no-any-return]


async def ask(made: WebsocketCommunicator, **parts: Any) -> dict[str, Any]:
    await made.send_to(json.dumps({"id": "frame-01", "data": {}, **parts}))
    return await frame(made)


async def closed_with(made: WebsocketCommunicator) -> int:
    while True:
        message = await made.receive_output(5)
        if message["type"] == "websocket.close":
            return int(message["code"])


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
    await made.disconnect()
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
    await made.disconnect()


async def test_binary_frames_are_refused(bus: Bus, opened: Opened) -> None:
    made = await opened()
    await made.send_to(bytes_data=b"\x00\x01")
    assert (await frame(made))["code"] == Code.NOT_JSON


async def test_what_nobody_takes_is_refused_as_busy(bus: Bus, opened: Opened) -> None:
    made = await opened()
    bus.takes = False
    refused = await ask(made, type="rooms.set_ready", data={"ready": True})
    assert (refused["id"], refused["code"]) == ("frame-01", Code.BUSY)


async def test_a_flood_is_slowed_and_then_closed(bus: Bus, opened: Opened) -> None:
    made = await opened()
    for number in range(consumers.BURST + consumers.PATIENCE + 10):
        await made.send_to(json.dumps({"id": f"frame-{number:03}", "type": "ping"}))
    assert await closed_with(made) == 4008


# --- out -----------------------------------------------------------------------------------


def push(last: int, text: str = "", **own: bytes) -> live.Push:
    encoded = live.encode(GameFrame(last, last, {"text": text}))
    return live.Push(ROOM, "game", last, encoded, snapshot=encoded, own=own)


async def sent(*pushes: live.Push) -> None:
    await asyncio.to_thread(live.send, pushes)


async def test_a_frame_reaches_everybody_in_the_room(bus: Bus, opened: Opened) -> None:
    sockets = [await opened("alice"), await opened("bob")]
    await sent(push(1, "hello"))
    assert [(await frame(s))["view"] for s in sockets] == [{"text": "hello"}] * 2


async def test_one_bad_message_or_socket_makes_nobody_deaf(bus: Bus, opened: Opened) -> None:
    class Broken:
        player, connection = "mallory", "m"

        def offer(self, frame: bytes) -> None:
            raise RuntimeError

    alice = await opened("alice")
    broken: Any = Broken()
    await hub().join(ROOM, broken)
    await sent(push(1, "one"))
    await hub().publish(ROOM, b"alice not-a-sealed-frame")
    await hub().leave(ROOM, broken)
    await sent(push(2, "two"))
    views = [(await frame(alice))["view"]["text"]]
    while views[-1] != "two":
        views.append((await frame(alice))["view"]["text"])


async def test_a_frame_between_welcome_and_join_does_no_harm(bus: Bus, opened: Opened) -> None:
    waiting = asyncio.create_task(opened("alice"))
    while not waiting.done():
        await sent(push(1, "early"))
    assert (await frame(waiting.result()))["type"] == "game"


async def test_a_players_own_frame_reaches_nobody_else(bus: Bus, opened: Opened) -> None:
    alice, bob = await opened("alice"), await opened("bob")
    await sent(push(1, alice=live.encode(OwnFrame(1, {"word": "바나나"}))), push(2))
    assert [(await frame(alice))["type"] for _ in range(3)] == ["you", "game", "game"]
    assert [(await frame(bob))["type"] for _ in range(2)] == ["game", "game"]


async def test_a_secret_frame_is_sealed_in_redis(bus: Bus, opened: Opened) -> None:
    await sent(push(1, alice=live.encode(OwnFrame(1, {"word": "바나나"}))))
    kept = await hub().redis.hgetall(live.live_key(ROOM))
    assert kept[b"you:alice"] and "바나나".encode() not in b"".join(kept.values())


async def test_who_comes_later_gets_snapshots_and_his_own(bus: Bus, opened: Opened) -> None:
    room = live.encode(RoomFrame(4, 4, {"code": ROOM}, snapshot=True))
    own = live.encode(OwnFrame(2, {"word": "바나나"}))
    await sent(live.Push(ROOM, "room", 4, room, room), push(2, alice=own))
    await sent(live.Push(ROOM, "chat", 7, b"", tail=[b'{"number":7}']))
    alice = await opened("alice")
    frames = [await frame(alice) for _ in range(4)]
    assert [f["type"] for f in frames] == ["room", "game", "you", "chat"]
    assert frames[3] == {
        "type": "chat",
        "first": 7,
        "last": 7,
        "view": {"messages": [{"number": 7}]},
        "snapshot": True,
    }


async def test_an_older_commit_does_not_replace_a_newer_snapshot(bus: Bus, opened: Opened) -> None:
    await sent(push(5, "new"), push(4, "old"))
    assert (await frame(await opened()))["view"] == {"text": "new"}


async def test_an_answer_goes_to_its_sender_in_his_words(bus: Bus, opened: Opened) -> None:
    alice, bob = await opened("alice"), await opened("bob")
    await asyncio.to_thread(live.send_to_player, ROOM, "alice", Refused("frame-09", "not_host", ""))
    await asyncio.to_thread(live.send_to_player, ROOM, "bob", Done("frame-10"))
    assert (await frame(alice))["message"] == "Only the host can do that."
    assert await frame(bob) == {"type": "done", "id": "frame-10"}


async def test_sync_sends_snapshots_and_has_lost_ones_made_again(bus: Bus, opened: Opened) -> None:
    alice = await opened()
    await sent(push(3, "now"))
    await frame(alice)
    assert (await ask(alice, type="sync"))["last"] == 3
    await asyncio.sleep(0)
    assert {type(c).__name__ for c, _ in bus.sent} >= {"ShowRoom", "ShowChat", "ShowMedia"}
    assert bus.named("ShowGame") == []


async def test_a_newer_tab_takes_the_seat_over(bus: Bus, opened: Opened) -> None:
    older, newer = await opened("alice"), await opened("alice")
    assert await closed_with(older) == 4001
    assert (await ask(newer, type="ping"))["type"] == "pong"
    assert bus.named("DropConnection") == []


@pytest.mark.parametrize("player, code", [("alice", 4002), ("alice", 4003), ("*", 4010)])
async def test_the_room_closes_sockets(bus: Bus, opened: Opened, player: str, code: int) -> None:
    made = await opened("alice")
    await asyncio.to_thread(live.tell_sockets, ROOM, player, f"close {code}")
    assert await closed_with(made) == code


async def test_a_refused_seat_is_told_and_closes_the_socket(bus: Bus, opened: Opened) -> None:
    made = await opened("alice")
    join = bus.named("JoinRoom")[0]["id"].partition(".")[2]
    await asyncio.to_thread(live.send_to_player, ROOM, "alice", Refused(join, "room_full", ""))
    assert (await frame(made))["code"] == "room_full"
    assert await closed_with(made) == 4006


async def test_a_room_about_to_be_made_is_asked_again(bus: Bus, opened: Opened) -> None:
    made = await opened("alice")
    join = bus.named("JoinRoom")[0]["id"].partition(".")[2]
    await asyncio.to_thread(live.send_to_player, ROOM, "alice", Refused(join, "room_not_found", ""))
    await asyncio.wait_for(_until(lambda: len(bus.named("JoinRoom")) == 2), 5)
    assert (await ask(made, type="ping"))["type"] == "pong"


async def _until(condition: Callable[[], bool]) -> None:
    while not condition():
        await asyncio.sleep(0.01)


async def test_who_does_not_read_is_closed_and_holds_nobody_up() -> None:
    stuck, codes = asyncio.Event(), list[int]()

    async def send(message: dict[str, Any]) -> None:
        if message["type"] == "websocket.close":
            codes.append(message["code"])
        else:
            await stuck.wait()

    box = outbox.Outbox(send)
    writer = asyncio.create_task(box.run())
    for _ in range(2 * outbox.LIMIT):
        box.put(b"{}")
        await asyncio.sleep(0)
    stuck.set()
    await asyncio.wait_for(writer, 5)
    assert codes == [outbox.TOO_SLOW]
