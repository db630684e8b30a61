"""Which media server has which room: chosen by load, kept in Redis, moved when a server is gone.

Called by workers.  Redis is asked and told in single steps that compare before they set, so any number of
callers may do it at once.
"""

import time
from collections.abc import Sequence
from typing import cast

import msgspec

from events import live, redis
from events.broker.signals import (
    NODES,
    Assignment,
    CloseMedia,
    RemoveMember,
    SetFloor,
    Signal,
    assignment_key,
    floor_key,
    node_key,
    send,
)
from events.messages.media_frames import MediaReset
from media.sessions import Floor

TTL = 24 * 3600  # seconds that an untouched assignment stays
BEAT_LIFE = 3  # seconds

_SWAP = """
local now = redis.call('GET', KEYS[1])
if (now or '') ~= ARGV[1] then return 0 end
redis.call('SET', KEYS[1], ARGV[2], 'EX', ARGV[3])
return 1
"""


class RoomLoad(msgspec.Struct, frozen=True):
    """One room's part in it."""

    people: int = 0
    packets: float = 0.0  # sent per second
    repeated: int = 0  # sent again, ever
    bits: int = 0  # a second, that each camera may send


class Load(msgspec.Struct, frozen=True):
    """What a server tells of itself, once a second."""

    node: str
    rooms: int = 0
    people: int = 0
    packets: float = 0.0  # sent per second
    busy: float = 0.0  # share of one core
    each: dict[str, RoomLoad] = {}  # by code


def choose(loads: Sequence[Load]) -> str | None:
    """The server for a new room: the least busy one, and of equals the one with fewer rooms."""
    ranked = sorted(loads, key=lambda load: (round(load.busy, 1), load.rooms, load.packets, load.node))
    return ranked[0].node if ranked else None


def living() -> list[Load]:
    """Servers that have beaten in the last seconds.  Raises RedisError."""
    names = redis.client().zrangebyscore(NODES, time.time() - BEAT_LIFE, "+inf")
    keys = [node_key(str(name, "ascii")) for name in cast(list[bytes], names)]
    beats = redis.client().mget(keys) if keys else []
    return [msgspec.json.decode(beat, type=Load) for beat in beats if beat]


def known() -> set[str]:
    """Servers that live, or have died a short while ago; not those that left in order.  Raises RedisError."""
    return {str(name, "ascii") for name in cast(list[bytes], redis.client().zrange(NODES, 0, -1))}


def assignments(rooms: Sequence[str]) -> dict[str, Assignment | None]:
    """Which server has which room, dead or alive.  Raises RedisError."""
    raws = redis.client().mget([assignment_key(room) for room in rooms]) if rooms else []
    found = (msgspec.json.decode(raw, type=Assignment) if raw else None for raw in cast(list[bytes], raws))
    return dict(zip(rooms, found, strict=True))


def place(room: str) -> Assignment | None:
    """See to it that a living server has the room; None when there is none.  Raises RedisError.

    Moves a room whose server is gone, and tells its browsers to come after it.
    """
    raw = redis.client().get(assignment_key(room))
    before = msgspec.json.decode(raw, type=Assignment) if raw else None
    loads = living()
    if before and any(load.node == before.node for load in loads):
        return before
    node = choose(loads)
    if node is None:
        return None
    # The clock as a floor: epochs grow even if Redis has lost the last one.
    after = Assignment(node, max(before.epoch + 1 if before else 1, int(time.time())))
    script = redis.client().register_script(_SWAP)
    if not script(keys=[assignment_key(room)], args=[raw or b"", msgspec.json.encode(after), TTL]):
        return place(room)  # somebody was faster: his choice counts
    if before:
        frame = live.encode(MediaReset(after.epoch, "moved"))
        redis.client().publish(live.channel_of(room), b"* " + frame)
    return after


def set_floor(room: str, number: int, floor: Floor) -> None:
    """Tell the room's server who is heard and seen, and whichever server gets it later.

    ``number`` grows with the game's stream; a late, older floor changes nothing.  Raises RedisError."""
    order = SetFloor(
        number,
        heard=None if floor.heard is None else sorted(floor.heard),
        seen=None if floor.seen is None else sorted(floor.seen),
    )
    redis.client().set(floor_key(room), msgspec.json.encode(order), ex=TTL)
    _tell(room, "media.floor", order)


def remove(room: str, player: str) -> None:
    """A player has left the room, or was sent away: so does his picture.  Raises RedisError."""
    _tell(room, "media.remove", RemoveMember(), player)


def close(room: str) -> None:
    """The room is over.  Raises RedisError."""
    _tell(room, "media.close", CloseMedia())
    redis.client().delete(assignment_key(room), floor_key(room))


def _tell(room: str, type: str, data: object, player: str = "") -> None:
    raw = redis.client().get(assignment_key(room))
    if raw:
        assignment = msgspec.json.decode(raw, type=Assignment)
        body = msgspec.Raw(msgspec.json.encode(data))
        send(assignment.node, Signal(type, room, assignment.epoch, player, data=body))
