"""Comings and goings of many at once are few frames, and none of them is missing."""

import asyncio
from typing import Any

import pytest

from events import live
from events.messages.frames import Happening, RoomFrame
from rooms import crowd
from tests.integration.rooms.sockets import ROOM, Bus, Opened, bus, frame, opened

__all__ = ["bus", "opened"]
STORM = 12


def returned(last: int, cause: str | None = "join0-0000", type: str = "rooms.player_returned") -> RoomFrame:
    return RoomFrame(last, last, {"version": last}, [Happening(type, {"player": f"p{last}"})], cause)


async def pushed(*frames: RoomFrame) -> None:
    pushes = [live.Push(ROOM, "room", f.last, live.encode(f), live.encode(f)) for f in frames]
    await asyncio.to_thread(live.send, pushes)


async def until_last(made: Any, last: int) -> list[dict[str, Any]]:
    frames = [await frame(made)]
    while frames[-1]["last"] != last:
        frames.append(await frame(made))
    return frames


async def test_a_storm_is_four_frames_with_all_that_happened(bus: Bus, opened: Opened) -> None:
    made = await opened()
    await pushed(*(returned(last) for last in range(1, STORM + 1)))
    frames = await until_last(made, STORM)
    assert [(f["first"], f["last"]) for f in frames] == [(1, 1), (2, 2), (3, 3), (4, STORM)]
    told = [event["data"]["player"] for f in frames for event in f["events"]]
    assert told == [f"p{last}" for last in range(1, STORM + 1)]
    assert frames[-1]["view"] == {"version": STORM} and frames[-1]["cause"] is None


async def test_an_audience_that_comes_back_is_four_frames_too(bus: Bus, opened: Opened) -> None:
    made = await opened()
    kinds = ("came", "dropped", "returned", "left")
    await pushed(*(returned(n, type=f"rooms.spectator_{kinds[n % 4]}") for n in range(1, STORM + 1)))
    assert len(await until_last(made, STORM)) == 4


async def test_what_somebody_asked_for_comes_at_once_after_what_was_held(bus: Bus, opened: Opened) -> None:
    made = await opened()
    ready = returned(6, cause="frame-09", type="rooms.player_readied")
    await pushed(*(returned(last) for last in range(1, 6)), ready)
    frames = await until_last(made, 6)
    assert [(f["first"], f["last"], f["cause"]) for f in frames[-2:]] == [(4, 5, None), (6, 6, "frame-09")]


async def test_frames_that_overtook_each_other_are_not_merged(bus: Bus, opened: Opened) -> None:
    made = await opened()
    await pushed(*map(returned, (1, 2, 3, 4, 6, 5)))
    frames = await until_last(made, 5)
    assert [(f["first"], f["last"]) for f in frames[3:]] == [(4, 4), (6, 6), (5, 5)]


async def test_a_held_join_is_known_to_its_socket_at_once(bus: Bus, opened: Opened) -> None:
    made = await opened()
    cause = bus.named("JoinRoom")[-1]["id"].partition(".")[2]
    await pushed(*map(returned, (1, 2, 3)), returned(4, cause=cause))
    await until_last(made, 3)
    await asyncio.sleep(0.7)  # longer than it waits for the answer to its join
    assert len(bus.named("JoinRoom")) == 1


async def test_a_beat_tells_of_nothing_that_is_held(
    bus: Bus, opened: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("rooms.hub.BEAT", 0.2)
    monkeypatch.setattr(crowd, "EVERY", 60.0)
    made = await opened()
    await pushed(*(returned(last) for last in range(1, STORM + 1)))
    seen = 0
    while seen < STORM:
        got = await frame(made)
        if got["type"] == "beat":
            assert got["last"].get("room", 0) <= seen
        else:
            seen = got["last"]
