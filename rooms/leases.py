"""Leases of seats: a web process says every few seconds which sockets it holds.

A socket that closes sends its own ``DropConnection``.  One whose process was killed cannot; its lease runs
out, and the clock sends that command for it (rooms.reaper).  A process that was only frozen learns at its
next round that its sockets were given up, and asks for their seats again.

A socket that was told to come back (1012) leaves its lease to the next one of its player, connection and all:
to the room nothing has happened then, and nothing is written to the log however many come back at once.

A connection is named by the moment when its socket was opened, by Redis' clock, and some random signs: of
two, the later one has the greater name (rooms.rules), whichever of their wishes is handled first.  A socket
that is slow to come in, and finds a later one of its player, is not held: its line may be cut already.

Keys: ``lie:leases`` sorted set of ``room player connection`` by the time it runs out, in milliseconds of
Redis' own clock; ``lie:leases:lost`` those that ran out, by when; ``lie:leases:seat ROOM PLAYER`` the
newest connection of a player, with ``left`` before it when it waits for his next socket.
"""

import asyncio
import logging
import secrets
from typing import Any, Protocol

from redis import RedisError

from events.messages.envelope import player_message_id

logger = logging.getLogger(__name__)

KEY, LOST, SEAT = "lie:leases", "lie:leases:lost", "lie:leases:seat"
RENEW = 6.0  # seconds
LENGTH = 16.0  # seconds that a lease lasts: two rounds may fail
REMEMBER = 3600.0  # seconds in which a frozen process may come back and learn what it has lost
BATCH = 1000

_NOW = "local t = redis.call('TIME') local now = t[1] * 1000 + math.floor(t[2] / 1000)\n"
_RENEW = (
    _NOW
    + """
local lost = {}
for i = 2, #ARGV do
  if redis.call('ZREM', KEYS[2], ARGV[i]) == 1 then lost[#lost + 1] = ARGV[i]
  else redis.call('ZADD', KEYS[1], now + ARGV[1], ARGV[i]) end
end
return lost
"""
)
_TAKE = (
    _NOW
    + """
local seat, before = ARGV[2], redis.call('GET', KEYS[2]) or ''
local connection = string.match(before, '^left (.*)')
if not (connection and redis.call('ZSCORE', KEYS[1], seat .. connection)) then
  connection = string.format('t%016.0f', t[1] * 1000000 + t[2] - ARGV[4]) .. ARGV[3]
  if before > connection and redis.call('ZSCORE', KEYS[1], seat .. before) then return '' end
end
redis.call('SET', KEYS[2], connection, 'EX', 86400)
redis.call('ZADD', KEYS[1], now + ARGV[1], seat .. connection)
return connection
"""
)
_LEAVE = (
    _NOW
    + """
if redis.call('GET', KEYS[2]) ~= ARGV[3] then return end
redis.call('SET', KEYS[2], 'left ' .. ARGV[3], 'PX', ARGV[1])
redis.call('ZADD', KEYS[1], 'XX', now + ARGV[1], ARGV[2] .. ARGV[3])
"""
)
RUN_OUT = (
    _NOW
    + """
redis.call('ZREMRANGEBYSCORE', KEYS[2], '-inf', now - ARGV[1])
local gone = redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', now, 'LIMIT', 0, ARGV[2])
for _, member in ipairs(gone) do
  redis.call('ZREM', KEYS[1], member)
  redis.call('ZADD', KEYS[2], now, member)
end
return gone
"""
)


class Holder(Protocol):
    """What the leases know of a socket."""

    room: str
    player: str
    connection: str

    def seat_again(self) -> None:
        """The seat was given up for this socket: ask for it with a new connection id."""


class Leases:
    """Of all sockets of one event loop; renews while there are any."""

    def __init__(self, redis: Any) -> None:
        self._redis = redis
        self._holders: set[Holder] = set()
        self._renewing: asyncio.Task[None] | None = None

    async def take(self, holder: Holder, age: float = 0.0) -> bool:
        """Give the socket its connection, a new one or that which was left to it, and hold its lease.

        ``age``  seconds since it was opened.
        Written when this returns, before anybody is told of the socket.  False, and nothing is held, when a
        later socket of its player is there.  Raises RedisError."""
        seat, nonce = lease(holder.room, holder.player, ""), secrets.token_hex(4)
        arguments = int(LENGTH * 1000), seat, nonce, int(age * 1e6)
        taken = await self._redis.eval(_TAKE, 2, KEY, f"{SEAT} {seat}", *arguments)
        if not taken:
            return False
        holder.connection = taken.decode()
        self._holders.add(holder)
        if self._renewing is None or self._renewing.done():
            self._renewing = asyncio.create_task(self._run())
        return True

    async def leave(self, holder: Holder) -> None:
        """Renew no longer; the player's next socket has the whole length to come.  Raises RedisError."""
        self._stop(holder)
        seat = lease(holder.room, holder.player, "")
        options = int(LENGTH * 1000), seat, holder.connection
        await self._redis.eval(_LEAVE, 2, KEY, f"{SEAT} {seat}", *options)

    async def let_go(self, holder: Holder, *, forget: bool) -> None:
        """Renew no longer.  ``forget``: the seat is another socket's, or nobody's, so let nothing follow.

        Otherwise the lease runs out: should the socket's own farewell get lost, the clock's will not."""
        self._stop(holder)
        if forget:
            await self._redis.zrem(KEY, member_of(holder))

    def _stop(self, holder: Holder) -> None:
        self._holders.discard(holder)
        if not self._holders and self._renewing:
            self._renewing.cancel()
            self._renewing = None

    async def _run(self) -> None:
        while True:
            await asyncio.sleep(RENEW)
            try:
                await self.renew_all()
            except (RedisError, OSError) as error:
                logger.warning("leases not renewed: %s", type(error).__name__)

    async def renew_all(self) -> None:
        """One round.  Raises RedisError."""
        holders = list(self._holders)
        for start in range(0, len(holders), BATCH):
            await self._renew(holders[start : start + BATCH])

    async def _renew(self, holders: list[Holder]) -> None:
        members = {member_of(holder): holder for holder in holders}
        lost = await self._redis.eval(_RENEW, 2, KEY, LOST, int(LENGTH * 1000), *members)
        for member in lost:
            holder = members[member.decode()]
            if holder in self._holders:
                holder.seat_again()


def member_of(holder: Holder) -> str:
    """How a lease is named."""
    return lease(holder.room, holder.player, holder.connection)


def lease(room: str, player: str, connection: str) -> str:
    return f"{room} {player} {connection}"


def farewell_id(player: str, connection: str) -> str:
    """Id of the command that says that a connection is gone, whoever sends it."""
    return player_message_id(player, f"drop-{connection}")
