"""The public list, pushed: what a looker is sent, and how often."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest
from channels.testing import WebsocketCommunicator
from django.db import OperationalError

from events import live
from lie_project.asgi import application
from rooms import board as boards
from rooms import lobby
from rooms.board import Board, Shown
from rooms.hub import hub
from rooms.showing import ListedRoom, Now
from tests.integration.rooms.sockets import ORIGIN, Bus, ask, bus, closed_with, frame

__all__ = ["bus"]


def row(code: str, members: int = 1) -> ListedRoom:
    return ListedRoom(
        code=code, host="Alice", members=members, capacity=8, playing=False, language="en",
        mode="classic", opened=0, password=False, approval=False, locked=False,
    )  # fmt: skip


class Lobby:
    """Stands for the table of rooms."""

    board: Board

    def __init__(self) -> None:
        self.rooms: dict[str, ListedRoom] = {}
        self.reads = 0

    def look(self) -> Shown:
        self.reads += 1
        return Shown(dict(self.rooms), len(self.rooms), Now(len(self.rooms), len(self.rooms)))

    async def change(self, *rooms: ListedRoom) -> None:
        self.rooms.update({room["code"]: room for room in rooms})
        await tell()


async def tell() -> None:
    await asyncio.to_thread(live.send, [live.Push(lobby.NAME, lobby.NAME, 0, lobby.CHANGED)])


Look = Callable[[], Any]


@pytest.fixture
def table(monkeypatch: pytest.MonkeyPatch, bus: Bus) -> Lobby:
    made = Lobby()
    made.board = Board(hub(), made.look)
    monkeypatch.setattr("rooms.lobby_socket.board", lambda: made.board)
    monkeypatch.setattr(boards, "EVERY", 0.2)
    return made


@pytest.fixture
async def look(table: Lobby) -> AsyncIterator[Look]:
    """Opens a looker's socket; gives it with the first list."""
    sockets: list[WebsocketCommunicator] = []

    async def open() -> tuple[WebsocketCommunicator, dict[str, Any]]:
        made = WebsocketCommunicator(
            application,
            "/ws/lobby/",
            headers=[(b"origin", ORIGIN.encode())],
            subprotocols=["lie.v1", "lobby"],
        )
        assert (await made.connect())[0]
        sockets.append(made)
        assert (await frame(made))["type"] == "welcome"
        return made, await listed(made)

    yield open
    for made in sockets:
        await made.disconnect(timeout=30)


async def listed(made: WebsocketCommunicator) -> dict[str, Any]:
    """The next frame of the list."""
    while True:
        got = await frame(made)
        if got["type"] == "lobby":
            return got


async def test_who_comes_is_told_all_rooms_there_are(table: Lobby, look: Look) -> None:
    table.rooms["AAAAA"] = row("AAAAA")
    _, first = await look()
    assert first["whole"] and first["rooms"] == [row("AAAAA")]
    assert first["now"] == {"rooms": 1, "people": 1} and first["total"] == 1


async def test_only_what_has_changed_is_told_after_that(table: Lobby, look: Look) -> None:
    table.rooms = {"AAAAA": row("AAAAA"), "BBBBB": row("BBBBB")}
    made, _ = await look()
    del table.rooms["BBBBB"]
    await table.change(row("CCCCC"))
    news = await listed(made)
    assert ([room["code"] for room in news["rooms"]], news["gone"]) == (["CCCCC"], ["BBBBB"])
    assert not news["whole"]


async def test_a_burst_of_changes_is_one_frame(table: Lobby, look: Look) -> None:
    made, _ = await look()
    await table.change(row("AAAAA"))
    await listed(made)
    before = table.reads
    for members in range(2, 9):
        await table.change(row("AAAAA", members))
    assert (await listed(made))["rooms"][0]["members"] == 8
    assert table.reads - before <= 2


async def test_a_thousand_lookers_cost_as_much_to_read_as_one(table: Lobby, look: Look) -> None:
    lookers = [(await look())[0] for _ in range(5)]
    before = table.reads
    await table.change(row("AAAAA"))
    assert [(await listed(made))["rooms"] for made in lookers] == [[row("AAAAA")]] * 5
    assert table.reads - before == 1


async def test_a_change_that_nobody_can_see_is_not_told(table: Lobby, look: Look) -> None:
    made, _ = await look()
    await tell()
    await table.change(row("AAAAA"))
    assert (await listed(made))["rooms"] == [row("AAAAA")]


async def test_nobody_looks_nothing_is_read(table: Lobby, look: Look) -> None:
    made, _ = await look()
    await made.disconnect(timeout=30)
    before = table.reads
    await table.change(row("AAAAA"))
    other, first = await look()
    assert first["rooms"] == [row("AAAAA")] and table.reads == before + 1


async def test_a_list_that_cannot_be_read_is_read_again(
    table: Lobby, look: Look, monkeypatch: pytest.MonkeyPatch
) -> None:
    made, _ = await look()
    failed: list[None] = []
    seen = table.look

    def fail_once() -> Shown:
        if not failed:
            failed.append(None)
            raise OperationalError
        return seen()

    monkeypatch.setattr(table.board, "_read", lambda: asyncio.to_thread(fail_once))
    await table.change(row("AAAAA"))
    assert (await listed(made))["rooms"] == [row("AAAAA")] and failed


async def test_a_looker_may_ask_for_the_time_and_for_all_of_it(table: Lobby, look: Look) -> None:
    made, _ = await look()
    assert (await ask(made, type="ping"))["type"] == "pong"
    assert (await ask(made, type="sync"))["whole"]
    await made.send_to("not json")
    assert (await ask(made, type="ping"))["type"] == "pong"


async def test_a_looker_who_talks_too_much_is_closed_and_told_of_once(
    table: Lobby, look: Look, caplog: pytest.LogCaptureFixture
) -> None:
    made, _ = await look()
    for _ in range(30):
        await made.send_to(json.dumps({"id": "frame-01", "type": "ping"}))
    assert await closed_with(made) == 4008
    told = [record.getMessage() for record in caplog.records if record.name == "rooms.blame"]
    assert told == ["socket closed (4008): sends faster than is served; lobby, who only looks"]


async def test_lookers_are_sent_away_with_the_process(table: Lobby, look: Look) -> None:
    made, _ = await look()
    await hub().drain()
    assert await closed_with(made) == 1012


async def test_no_command_is_ever_sent_from_here(table: Lobby, look: Look, bus: Bus) -> None:
    made, _ = await look()
    await made.send_to('{"id":"frame-01","type":"rooms.leave_room"}')
    assert (await ask(made, type="ping"))["type"] == "pong"
    assert bus.sent == []
