"""A web process says which sockets it holds, and learns when they were given up."""

import asyncio
from typing import Any

import pytest

from events.messages.commands import JoinRoom
from rooms import leases
from rooms.hub import hub
from rooms.leases import KEY, LOST, Leases
from tests.integration.rooms.sockets import (
    ROOM,
    Bus,
    Opened,
    bus,
    closed_with,
    opened,
    socket,
    ticket,
    until_true,
)

__all__ = ["bus", "opened"]


async def test_every_open_socket_has_a_lease(bus: Bus, opened: Opened) -> None:
    await opened("alice")
    await opened("bob")
    held = await hub().redis.zrange(KEY, 0, -1)
    assert sorted(member.decode().split(" ")[:2] for member in held) == [[ROOM, "alice"], [ROOM, "bob"]]


async def test_leases_are_renewed_while_the_socket_is_open(
    bus: Bus, opened: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(leases, "RENEW", 0.01)
    await opened("alice")
    await hub().redis.delete(KEY)
    while not await hub().redis.zcard(KEY):
        await asyncio.sleep(0.01)  # between two looks


async def test_a_seat_given_up_by_mistake_is_asked_for_again(
    bus: Bus, opened: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(leases, "RENEW", 0.01)
    await opened("alice")
    (held,) = await hub().redis.zrange(KEY, 0, -1)
    await hub().redis.zadd(LOST, {held: 1})
    await asyncio.wait_for(until_true(lambda: len(connections(bus)) == 2), 60)
    assert connections(bus)[0] == held.decode().split(" ")[2]


def connections(bus: Bus) -> list[str]:
    """Of all JoinRoom, each once, in order."""
    joins = [command.connection for command, _ in bus.sent if isinstance(command, JoinRoom)]
    return list(dict.fromkeys(joins))


class Seat:
    """A socket as the leases see it."""

    room, connection = ROOM, "c"

    def __init__(self, player: str) -> None:
        self.player = player

    def seat_again(self) -> None:
        raise AssertionError("nobody has given it up")


async def test_a_socket_that_comes_in_after_a_later_one_of_its_player_is_not_held(bus: Bus) -> None:
    held, later, cut = Leases(hub().redis), Seat("alice"), Seat("alice")
    assert await held.take(later)
    assert not await held.take(cut, age=5.0)
    assert await hub().redis.zcard(KEY) == 1
    await held.let_go(later, forget=True)
    assert await held.take(cut, age=5.0)


async def test_it_is_told_that_its_seat_is_another_ones(
    opened: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    await opened("alice")
    take = Leases.take
    monkeypatch.setattr(Leases, "take", lambda leases, holder, age: take(leases, holder, age + 60.0))
    cut = socket(["lie.v1", ticket("alice")])
    await cut.connect()
    assert await closed_with(cut) == 4001
    await cut.disconnect(timeout=30)


class Counting:
    """Redis, of which only the calls are of interest."""

    calls = 0

    async def eval(self, script: str, *_: Any) -> list[bytes] | bytes:
        self.calls += 1
        return b"t1" if "return connection" in script else []


async def test_thousands_of_leases_go_in_few_calls() -> None:
    redis = Counting()
    held = Leases(redis)
    seats = [Seat(f"p{number}") for number in range(2500)]
    for seat in seats:
        await held.take(seat)
    redis.calls = 0
    await held.renew_all()
    assert redis.calls == 3
    for seat in seats:
        await held.let_go(seat, forget=False)
