"""A laugh on a face: told to the room once a second, past the log, and by nobody who only watches."""

import asyncio
import json

from events import live
from events.messages.frames import GameFrame
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
from tests.integration.rooms.test_typing import seated, shed

__all__ = ["bus", "opened", "shed"]


def reaction(kind: str) -> str:
    return json.dumps({"id": "frame-01", "type": "react", "data": {"kind": kind}})


async def test_a_laugh_is_shown_to_the_room_and_kept_nowhere(bus: Bus, opened: Opened) -> None:
    alice = await opened("alice")
    await seated(alice, bus)
    bob = await opened("bob")
    sent = len(bus.sent)
    await alice.send_to(reaction("laugh"))
    while (shown := await frame(bob))["type"] != "reaction":
        pass
    assert shown == {"type": "reaction", "player": "alice", "kind": "laugh"}
    assert len(bus.sent) == sent


async def test_one_a_second_is_shown_and_the_others_are_shed(
    bus: Bus, opened: Opened, shed: list[tuple[str, ...]]
) -> None:
    alice = await opened("alice")
    await seated(alice, bus)
    for _ in range(5):
        await alice.send_to(reaction("doubt"))
    frames = [await ask(alice, type="ping"), await frame(alice)]
    assert sorted(f["type"] for f in frames) == ["pong", "reaction"]
    assert shed == [("shed", "reaction", "player")] * 4


async def test_what_is_no_reaction_is_refused(bus: Bus, opened: Opened) -> None:
    alice = await opened("alice")
    await seated(alice, bus)
    await alice.send_to(reaction("insult"))
    refused = await frame(alice)
    assert (refused["type"], refused["code"]) == ("refused", "bad_data")


async def test_who_only_watches_makes_no_faces(bus: Bus, opened: Opened) -> None:
    """He may know more than the table."""
    watcher = socket(["lie.v1", ticket("walter")], query="?watch=1")
    await watcher.connect()
    assert (await frame(watcher))["type"] == "welcome"
    await asyncio.wait_for(until_true(lambda: bus.named("WatchRoom") != []), 60)
    join = bus.named("WatchRoom")[-1]["id"].partition(".")[2]
    encoded = live.encode(GameFrame(1, 1, {}, cause=join))
    await asyncio.to_thread(live.send, [live.Push(ROOM, "game", 1, encoded)])
    assert (await frame(watcher))["cause"] == join
    await watcher.send_to(reaction("doubt"))
    assert (await ask(watcher, type="ping"))["type"] == "pong"
    assert await watcher.receive_nothing(0.1)
    await watcher.disconnect(timeout=30)
