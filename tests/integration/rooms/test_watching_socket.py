"""A spectator's socket: it asks to watch, and what it makes of the frames that are a spectator's alone."""

import asyncio
from typing import Any

from events import live
from events.messages.frames import Done
from rooms.protocol import StandsFrame
from rooms.view import StandsView
from tests.integration.rooms.sockets import ROOM, Bus, Opened, ask, bus, frame, opened, socket, ticket

__all__ = ["bus", "opened"]

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
    await made.disconnect()


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


async def test_what_goes_to_a_spectator_reaches_nobody_else(bus: Bus, opened: Opened) -> None:
    alice, dave = await opened("alice"), await opened("dave")
    await tell("dave", StandsFrame(1, 1, VIEW, snapshot=True))
    assert (await frame(dave))["type"] == "stands"
    assert await alice.receive_nothing(0.1)
