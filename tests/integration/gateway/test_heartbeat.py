"""A client's ping that says what it shows is answered by what is missing there, and by nothing else."""

import asyncio
import json
from typing import Any, cast

import pytest

from events import live
from events.messages.frames import GameFrame, OwnFrame
from rooms.hub import hub
from tests.integration.rooms.sockets import ROOM, Bus, Opened, ask, bus, frame, opened, until_true

__all__ = ["bus", "opened"]


async def a_table(last: int) -> None:
    view = live.encode(GameFrame(last, last, {"phase": "voting"}, snapshot=True))
    own = live.encode(OwnFrame(last, {"word": "banana"}))
    await asyncio.to_thread(live.send, [live.Push(ROOM, "game", last, b"", view, own={"alice": own})])


async def answers(made: Any, shown: dict[str, int]) -> list[str]:
    """Types of all that follows a ping which says this, until the answer to one more."""
    await made.send_to(json.dumps({"id": "frame-02", "type": "ping", "data": {"last": shown}}))
    types = [(await frame(made))["type"]]
    (alice,) = cast(Any, hub()._rooms[ROOM])
    await until_true(lambda: not alice._is_resyncing)
    await made.send_to('{"id":"frame-03","type":"ping"}')
    while (got := await frame(made)).get("id") != "frame-03":
        types.append(got["type"])
    return types


@pytest.mark.parametrize("shown, types", [(9, []), (10, []), (8, ["game", "you"]), (0, ["game", "you"])])
async def test_a_ping_brings_what_is_missing(bus: Bus, opened: Opened, shown: int, types: list[str]) -> None:
    await a_table(9)
    made = await opened()
    assert [(await frame(made))["type"] for _ in range(2)] == ["game", "you"]
    assert await answers(made, {"game": shown}) == ["pong", *types]


async def test_a_sync_that_comes_while_a_ping_is_answered_is_answered_too(bus: Bus, opened: Opened) -> None:
    await a_table(9)
    made = await opened()
    assert [(await frame(made))["type"] for _ in range(2)] == ["game", "you"]
    await made.send_to('{"id":"frame-02","type":"ping","data":{"last":{"game":8}}}')
    await made.send_to('{"id":"frame-03","type":"sync"}')
    assert [(await frame(made))["type"] for _ in range(5)] == ["pong", "game", "you", "game", "you"]


async def test_a_ping_of_another_shape_is_refused(bus: Bus, opened: Opened) -> None:
    refused = await ask(await opened(), type="ping", data={"last": {"game": "9"}})
    assert (refused["type"], refused["code"]) == ("refused", "bad_data")
