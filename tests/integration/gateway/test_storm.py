"""Everybody comes back at once, after a restart: it costs a room two reads at most, and the log nothing."""

import asyncio
from typing import Any

import pytest

from events import live
from events.messages.frames import GameFrame, RoomFrame
from rooms.hub import hub
from rooms.leases import KEY
from tests.integration.gateway import storms
from tests.integration.gateway.storms import STORM, names_of, storm
from tests.integration.rooms.sockets import Bus, bus

__all__ = ["bus"]


@pytest.fixture
def reads(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Rooms of which Redis was asked for the newest state, each time."""
    seen: list[str] = []
    snapshots: Any = hub()._snapshots
    read = snapshots._read

    def counted(room: str) -> Any:
        seen.append(room)
        return read(room)

    monkeypatch.setattr(snapshots, "_read", counted)
    return seen


def kept(room: str) -> list[live.Push]:
    first = live.encode(RoomFrame(4, 4, {"code": room}, snapshot=True))
    game = live.encode(GameFrame(9, 9, {"phase": "voting"}, snapshot=True))
    return [live.Push(room, "room", 4, b"", first), live.Push(room, "game", 9, b"", game)]


async def test_a_storm_costs_each_room_two_reads_and_the_database_nothing(bus: Bus, reads: list[str]) -> None:
    for room in storms.ROOMS:
        await asyncio.to_thread(live.send, kept(room))
    async with storm(bus) as sockets:  # the database is out of bounds here: a statement would fail
        assert len(sockets) == STORM
    assert {reads.count(room) for room in storms.ROOMS} <= {1, 2}


async def test_who_was_told_to_come_back_has_his_connection_still(bus: Bus) -> None:
    async with storm(bus):
        before = names_of(bus)
        bus.sent.clear()
        for room in storms.ROOMS:
            await hub().publish(room, b"!* close 1012")
        await asyncio.wait_for(storms.all_gone(), 60)
    async with storm(bus):
        assert names_of(bus) == before and len(before) == STORM
        assert bus.named("DropConnection") == []


async def test_who_left_by_himself_has_another_one(bus: Bus) -> None:
    async with storm(bus):
        before = names_of(bus)
    bus.sent.clear()
    async with storm(bus):
        assert not names_of(bus) & before


async def test_a_lease_that_ran_out_is_left_to_nobody(bus: Bus) -> None:
    async with storm(bus):
        before = names_of(bus)
        for room in storms.ROOMS:
            await hub().publish(room, b"!* close 1012")
        await asyncio.wait_for(storms.all_gone(), 60)
    await hub().redis.delete(KEY)
    bus.sent.clear()
    async with storm(bus):
        assert not names_of(bus) & before
