"""Coming back: what a client has is not sent again, and a storm of them costs as much as one."""

import asyncio
import json
from typing import Any

import pytest

from events import live
from events.messages.frames import GameFrame, OwnFrame, RoomFrame
from rooms.hub import hub
from tests.integration.rooms.sockets import ROOM, Bus, Opened, ask, bus, frame, opened

__all__ = ["bus", "opened"]
SHOWS = {"ShowRoom", "ShowGame", "ShowChat", "ShowMedia"}


@pytest.fixture
def commands(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Names of the commands that Redis gets from the hub's client."""
    seen: list[str] = []
    kind: Any = type(hub().redis)
    pipeline = hub().redis.pipeline

    def counted(*args: Any, **options: Any) -> Any:
        seen.append("snapshot")
        return pipeline(*args, **options)

    monkeypatch.setattr(kind, "pipeline", lambda self, *args, **options: counted(*args, **options))
    return seen


async def kept(bus: Bus) -> None:
    room = live.encode(RoomFrame(4, 4, {"code": ROOM}, snapshot=True))
    game = live.encode(GameFrame(9, 9, {"phase": "voting"}, snapshot=True))
    own = live.encode(OwnFrame(9, {"word": "banana"}))
    await asyncio.to_thread(
        live.send,
        [
            live.Push(ROOM, "room", 4, b"", room),
            live.Push(ROOM, "game", 9, b"", game, own={"alice": own}),
            live.Push(ROOM, "chat", 7, b"", tail=[b'{"number":6}', b'{"number":7}']),
        ],
    )


async def until_pong(made: Any) -> list[str]:
    """Types of the frames before the answer to a ping."""
    types = [(await ask(made, type="ping"))["type"]]
    while types[-1] != "pong":
        types.append((await frame(made))["type"])
    return types[:-1]


async def test_sync_says_what_it_has_and_gets_the_rest(bus: Bus, opened: Opened) -> None:
    await kept(bus)
    made = await opened()
    assert await until_pong(made) == ["room", "game", "you", "chat"]
    last = {"room": 4, "game": 9, "chat": 5}
    await made.send_to(json.dumps({"id": "frame-02", "type": "sync", "data": {"last": last}}))
    assert [(await frame(made))["type"] for _ in range(2)] == ["you", "chat"]


async def test_a_new_socket_that_says_what_it_has_gets_the_rest(bus: Bus, opened: Opened) -> None:
    await kept(bus)
    made = await opened(query="?last=room:4,game:8,chat:7")
    assert await until_pong(made) == ["game", "you"]


@pytest.mark.parametrize("query", ["?last=", "?last=room", "?last=room:x", "?other=1", "?last=%00"])
async def test_who_says_it_wrong_gets_everything(bus: Bus, opened: Opened, query: str) -> None:
    await kept(bus)
    made = await opened(query=query)
    assert await until_pong(made) == ["room", "game", "you", "chat"]


@pytest.mark.parametrize(
    "data", [{"last": {"room": -1}}, {"last": 7}, {"since": {}}, {"last": {"room": "4"}}]
)
async def test_a_sync_of_another_shape_is_refused(bus: Bus, opened: Opened, data: Any) -> None:
    refused = await ask(await opened(), type="sync", data=data)
    assert (refused["type"], refused["code"]) == ("refused", "bad_data")


async def test_many_who_come_at_once_cost_one_read_of_their_room(
    bus: Bus, opened: Opened, commands: list[str]
) -> None:
    await kept(bus)
    made = await asyncio.gather(*(opened(f"player{number}") for number in range(20)))
    assert [await until_pong(each) for each in made] == [["room", "game", "chat"]] * 20
    assert 1 <= commands.count("snapshot") <= 5  # afresh after each 0.3 s


async def test_a_frame_that_came_meanwhile_is_in_the_next_snapshot(bus: Bus, opened: Opened) -> None:
    await kept(bus)
    first = await opened()
    await until_pong(first)
    newer = live.encode(GameFrame(10, 10, {"phase": "guessing"}))
    await asyncio.to_thread(live.send, [live.Push(ROOM, "game", 10, newer, newer)])
    assert (await frame(first))["last"] == 10
    second = await opened("bob")
    assert [(await frame(second))["last"] for _ in range(2)] == [4, 10]


async def test_lost_snapshots_are_made_once_however_many_miss_them(bus: Bus, opened: Opened) -> None:
    made = [await opened(f"player{number}") for number in range(10)]
    for each in made:
        await each.send_to('{"id":"frame-01","type":"sync"}')
        await until_pong(each)
    shows = [type(command).__name__ for command, _ in bus.sent if type(command).__name__ in SHOWS]
    assert set(shows) == SHOWS and len(shows) <= 2 * len(SHOWS)


async def test_a_beat_comes_with_the_newest_of_each_stream(
    bus: Bus, opened: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("rooms.hub.BEAT", 0.05)
    await kept(bus)
    made = await opened()
    while (got := await frame(made))["type"] != "beat":
        pass
    assert got["last"] == {"room": 4, "game": 9, "chat": 7}
