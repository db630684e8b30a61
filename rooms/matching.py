"""Quick match: one press, one seat.

The best open room with a free seat, or a new one.  Presses come together: so a seat that was given is kept
for its visitor until he sits on it, and a room that is about to be made is offered to the next one.  That is
kept in Redis; with Redis away there is a seat all the same, only without that care.
"""

import logging
from collections.abc import Collection, Sequence
from typing import Any

from redis import RedisError

from events import redis
from rooms.listing import ENTERED_AT_ONCE, FREE, SORTS, open_rooms
from rooms.lobby import kept_key
from rooms.models import Room

logger = logging.getLogger(__name__)

KEPT = 15  # seconds for which a seat is kept for him who was sent there, and a new room counted on
LOOKED_AT = 20  # rooms
CAPACITY = 8  # of a new room

# KEYS: the room about to be made, then who is sent where, a sorted set a room.  The first room that is not
# full with those who are on their way there gets one more.
_CHOOSE = """
local now, kept, player, new = tonumber(ARGV[1]), tonumber(ARGV[2]), ARGV[3], ARGV[4]
local function take(key, free)
  redis.call('ZREMRANGEBYSCORE', key, '-inf', now)
  if redis.call('ZSCORE', key, player) or redis.call('ZCARD', key) < free then
    redis.call('ZADD', key, now + kept, player)
    redis.call('EXPIRE', key, kept)
    return true
  end
end
for i = 2, #KEYS do
  if take(KEYS[i], tonumber(ARGV[4 + i])) then return ARGV[4 + #KEYS + i - 1] end
end
local making = redis.call('GET', KEYS[1])
if making and take('lie:match:' .. making, tonumber(ARGV[5])) then return making end
redis.call('SET', KEYS[1], new, 'EX', kept)
take('lie:match:' .. new, tonumber(ARGV[5]))
return new
"""


def choose(player: str, language: str, been: Collection[str], new: str, never: Collection[str] = ()) -> str:
    """The code of the room to go to; ``new`` when it has to be made first.  ``been``: where the visitor was
    lately; he is sent there only when there is nothing else.  ``never``: where he would not be let in."""
    rooms = candidates(language, been, never)
    try:
        return _reserve(player, language, rooms, new)
    except RedisError as error:
        logger.warning("a match without a kept seat: %s", type(error).__name__)
        return rooms[0].code if rooms else new


def candidates(language: str, been: Collection[str], never: Collection[str]) -> list[Room]:
    """Rooms that one could sit down in at once, the best first."""
    rooms = open_rooms().filter(FREE, ENTERED_AT_ONCE, language=language).exclude(pk__in=never)
    rooms = rooms.order_by(*SORTS["best"], "code")[:LOOKED_AT]
    return sorted(rooms, key=lambda room: (room.playing, room.code in been))


def _reserve(player: str, language: str, rooms: Sequence[Room], new: str) -> str:
    client = redis.client()
    keys = [f"lie:match:new:{language}", *(kept_key(room.code) for room in rooms)]
    free = [room.capacity - room.members for room in rooms]
    codes = [room.code for room in rooms]
    seconds: int = client.time()[0]
    args: list[Any] = [seconds, KEPT, player, new, CAPACITY, *free, *codes]
    chosen: bytes = client.register_script(_CHOOSE)(keys=keys, args=args)
    return chosen.decode()
