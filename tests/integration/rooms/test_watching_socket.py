"""A spectator's socket: it asks to watch, and what it makes of the frames that are a spectator's alone."""

import asyncio
import json
from typing import Any

import msgspec
import pytest

from events import live
from events.broker.signals import Assignment, assignment_key, node_key
from events.messages.frames import Done, RoomFrame
from rooms.hub import hub
from rooms.protocol import StandsFrame
from rooms.view import StandsView
from tests.integration.rooms.sockets import (
    ROOM,
    Bus,
    Opened,
    ask,
    bus,
    frame,
    opened,
    socket,
    ticket,
    until_true,
)

__all__ = ["bus", "opened"]


@pytest.fixture(autouse=True)
def one_join_each(monkeypatch: pytest.MonkeyPatch) -> None:
    """However slow the machine: an answer is to the join that was seen."""
    monkeypatch.setattr("rooms.asking.ENTER_WAITS", (60.0,))


VIEW = StandsView(round=0, worth=0, suspects=[], made=0, own=None, own_worth=0)


async def tell(player: str, shown: Any) -> None:
    await asyncio.to_thread(live.send_to_player, ROOM, player, shown)


async def test_a_socket_that_comes_to_watch_asks_for_no_seat(bus: Bus) -> None:
    made = socket(["lie.v1", ticket("dave")], query="?watch=1")
    await made.connect()
    assert (await frame(made))["type"] == "welcome"
    while not bus.sent:
        await asyncio.sleep(0.01)
    assert [type(command).__name__ for command, _ in bus.sent][:1] == ["WatchRoom"]
    await made.disconnect(timeout=30)


async def test_a_spectator_has_no_voice_until_he_has_a_seat(bus: Bus, opened: Opened) -> None:
    made = await opened("dave")
    await tell("dave", Done(bus.named("JoinRoom")[0]["id"].rpartition("/")[2]))
    await tell("dave", StandsFrame(1, 1, VIEW, snapshot=True))
    assert (await frame(made))["type"] == "stands"
    assert (await ask(made, type="media.join"))["code"] == "not_a_member"
    await tell("dave", StandsFrame(0, 0, None, snapshot=True))
    assert (await frame(made))["view"] is None
    await made.send_to('{"id": "frame-02", "type": "ping"}')  # media.join would wait for its seat now
    assert (await frame(made))["type"] == "pong"


async def test_signals_that_waited_for_a_seat_are_dropped_when_it_is_one_in_the_stands(
    bus: Bus, opened: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent: list[str] = []
    monkeypatch.setattr("events.broker.signals.send", lambda node, signal: sent.append(signal.player))
    await hub().redis.set(assignment_key(ROOM), msgspec.json.encode(Assignment("one", 7)))
    await hub().redis.set(node_key("one"), b"{}")
    view = {"code": ROOM, "members": [{"player": "alice"}], "audience": {"spectators": [{"player": "dave"}]}}
    for version, player in enumerate(("dave", "alice"), start=1):
        made = await opened(player)
        await made.send_to('{"id": "frame-01", "type": "media.join"}')
        cause = bus.named("JoinRoom")[-1]["id"].partition(".")[2]
        shown = live.encode(RoomFrame(version, version, view, cause=cause))
        await asyncio.to_thread(live.send, [live.Push(ROOM, "room", version, shown, shown)])
        while (await frame(made)).get("cause") != cause:
            pass
    await asyncio.wait_for(until_true(lambda: bool(sent)), 60)
    assert sent == ["alice"]


@pytest.mark.parametrize("type", ["ping", "sync"])
@pytest.mark.parametrize(("shown", "asked"), [(7, False), (6, True)])
async def test_a_lost_last_frame_of_the_stands_is_made_good(
    bus: Bus, opened: Opened, type: str, shown: int, asked: bool
) -> None:
    await asyncio.to_thread(live.send, [live.Push(ROOM, "stands", 7, b"")])
    made = await opened("dave")
    await tell("dave", Done(bus.named("JoinRoom")[0]["id"].partition(".")[2]))
    await tell("dave", StandsFrame(6, 6, VIEW, snapshot=True))
    assert (await frame(made))["type"] == "stands"
    data = {"last": {"stands": shown}}
    await made.send_to(json.dumps({"id": "frame-01", "type": type, "data": data}))
    await made.send_to(json.dumps({"id": "frame-02", "type": "ping"}))
    await asyncio.wait_for(until_true(lambda: bool(bus.named("ShowChat"))), 60)
    assert bool(bus.named("ShowStands")) is asked


async def test_what_goes_to_a_spectator_reaches_nobody_else(bus: Bus, opened: Opened) -> None:
    alice, dave = await opened("alice"), await opened("dave")
    await tell("dave", StandsFrame(1, 1, VIEW, snapshot=True))
    assert (await frame(dave))["type"] == "stands"
    assert await alice.receive_nothing(0.1)
