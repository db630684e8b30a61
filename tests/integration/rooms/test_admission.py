"""Who is not in a room yet hears nothing of it, however early his socket is open."""

import asyncio
import json

from rooms import identity
from rooms.hub import hub
from rooms.identity import Guest
from tests.integration.rooms.sockets import ROOM, Bus, closed_with, frame, socket, until_true
from tests.integration.rooms.sockets import bus as bus

FRAME = b'{"type":"room","first":1,"last":1,"view":{"code":"ABCDE"},"events":[]}'


async def _waiting(bus: Bus) -> "tuple[object, object]":
    ticket = identity.issue_ticket(Guest("bob", "bob"), ROOM, "en", hears=False)
    made = socket(["lie.v1", ticket])
    await made.connect()
    assert (await frame(made))["type"] == "welcome"
    await until_true(lambda: bool(bus.named("JoinRoom")))
    return made, bus.named("JoinRoom")[0]["id"].partition(".")[2]


async def test_who_waits_hears_nothing_until_he_has_a_seat(bus: Bus) -> None:
    made, join = await _waiting(bus)
    await hub().redis.publish(f"lie:room:{ROOM}", b"* " + FRAME)
    answer = FRAME[:-1] + b',"cause":"%s"}' % str(join).encode()
    await hub().redis.publish(f"lie:room:{ROOM}", b"* " + answer)
    assert (await frame(made))["cause"] == join  # type: ignore[arg-type]
    await made.disconnect(timeout=30)  # type: ignore[attr-defined]


async def test_a_kicked_players_old_ticket_shows_him_nothing(bus: Bus) -> None:
    view = {"members": [], "outcasts": [{"player": "bob", "nickname": "bob"}]}
    kept = json.dumps({"type": "room", "first": 1, "last": 1, "view": view, "snapshot": True})
    await hub().redis.hset(f"lie:live:{ROOM}", mapping={"room": kept, "last:room": 1})
    made = socket(["lie.v1", identity.issue_ticket(Guest("bob", "bob"), ROOM, "en")])
    await made.connect()
    assert (await frame(made))["type"] == "welcome"
    while not await hub().redis.publish(f"lie:room:{ROOM}", b"!bob close 4003"):
        await asyncio.sleep(0.01)  # until the socket's gateway listens
    assert await closed_with(made) == 4003
