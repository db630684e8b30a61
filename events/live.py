"""Push frames to browsers: the only door from the workers to the sockets.

A frame is encoded once, here.  It is kept in Redis as the newest snapshot of its stream, for those who
come later, and published once per room; each web process hands it to the room's sockets as it is.
One player's own frame (his word) travels sealed and is opened by the gateway for his socket alone.

Redis is a cache of the log here: losing it loses nothing, the concerns' ``show_…`` commands fill it.

Keys: ``lie:live:CODE`` hash: stream -> snapshot frame, ``last:<stream>``, ``you:<player>`` (sealed);
``lie:tail:CODE`` list: the newest chat lines.  Channel ``lie:room:CODE``: ``<recipient> <frame>``.
"""

import logging
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import msgspec
from redis import RedisError

from events import redis
from events.log import sealing

EVERYBODY = "*"
TAIL = 100  # chat lines kept
TTL = 24 * 3600  # seconds that an untouched room stays in the cache

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Push:
    """One commit's frame for the room, and what goes to single players with it."""

    room: str
    stream: str  # "room", "game", "chat", "media"
    last: int
    frame: bytes  # for everybody now
    snapshot: bytes = b""  # for those who come later
    tail: Sequence[bytes] = ()  # lines to keep, instead of a snapshot
    own: dict[str, bytes] = field(default_factory=dict)  # player -> frame
    first: int = 0  # ``tail`` and ``own`` are only what is new with this sequence; 0: they are all there is


# An older commit must not replace the snapshot of a newer one; what is published keeps its order.  What only
# adds to what is kept is of use to nobody when that is not what was before it: Redis was away or has lost it,
# or another process was faster.  Then the stream counts as not kept, and who misses it has it made again.
_PUSH = redis.Script("""
local live, tail, channel = KEYS[1], KEYS[2], ARGV[1]
local stream, last, ttl, first = ARGV[2], tonumber(ARGV[3]), ARGV[4], tonumber(ARGV[5])
local frame, snapshot, owns, lines = ARGV[6], ARGV[7], tonumber(ARGV[8]), tonumber(ARGV[9])
local seen = tonumber(redis.call('HGET', live, 'last:' .. stream) or '0')
if first > 0 and seen ~= first - 1 then
  redis.call('HDEL', live, 'last:' .. stream, stream)
elseif last >= seen then
  redis.call('HSET', live, 'last:' .. stream, last)
  if snapshot ~= '' then redis.call('HSET', live, stream, snapshot) end
  for i = 1, owns do redis.call('HSET', live, 'you:' .. ARGV[8 + 2 * i], ARGV[9 + 2 * i]) end
  if stream == 'chat' and first == 0 then redis.call('DEL', tail) end
  for i = 1, lines do redis.call('RPUSH', tail, ARGV[9 + 2 * owns + i]) end
  if lines > 0 then redis.call('LTRIM', tail, -100, -1) end
end
redis.call('EXPIRE', live, ttl)
redis.call('EXPIRE', tail, ttl)
for i = 1, owns do redis.call('PUBLISH', channel, ARGV[8 + 2 * i] .. ' ' .. ARGV[9 + 2 * i]) end
if frame ~= '' then redis.call('PUBLISH', channel, '* ' .. frame) end
return 1
""")


def encode(frame: msgspec.Struct) -> bytes:
    """A frame as it travels."""
    return msgspec.json.encode(frame)


def live_key(room: str) -> str:
    return f"lie:live:{room}"


def tail_key(room: str) -> str:
    return f"lie:tail:{room}"


def channel_of(room: str) -> str:
    """Redis channel of a room."""
    return f"lie:room:{room}"


def send(pushes: Sequence[Push]) -> None:
    """Send in order.  With Redis away the frames are dropped and said so: browsers resync later."""
    try:
        _PUSH.run([((live_key(push.room), tail_key(push.room)), _arguments(push)) for push in pushes])
    except RedisError as error:
        logger.warning("%d frames not sent: %s", len(pushes), type(error).__name__)


def _arguments(push: Push) -> list[Any]:
    owns = [part for player, frame in push.own.items() for part in (player, sealing.seal(frame))]
    head = [channel_of(push.room), push.stream, push.last, TTL, push.first]
    return [*head, push.frame, push.snapshot, len(push.own), len(push.tail), *owns, *push.tail]


def send_to_player(room: str, player: str, frame: msgspec.Struct) -> None:
    """An answer (done, refused) for one player; kept nowhere."""
    try:
        token = sealing.seal(msgspec.json.encode(frame))
        redis.client().publish(channel_of(room), player.encode() + b" " + token)
    except RedisError as error:
        logger.warning("answer not sent: %s", type(error).__name__)


def tell_sockets(room: str, player: str, order: str) -> None:
    """An order to the gateways: ``close CODE`` or ``newest CONNECTION``, for a player's sockets
    or (``*``) everybody's."""
    try:
        redis.client().publish(channel_of(room), f"!{player} {order}")
    except RedisError as error:
        logger.warning("order not sent: %s", type(error).__name__)
