"""Leases of seats: a web process says every few seconds which sockets it holds.

A socket that closes sends its own ``DropConnection``.  One whose process was killed cannot; its lease runs
out, and the clock sends that command for it (rooms.reaper).  A process that was only frozen learns at its
next round that its sockets were given up, and asks for their seats again.

Keys: ``lie:leases`` sorted set of ``room player connection`` by the time it runs out, in milliseconds of
Redis' own clock; ``lie:leases:lost`` those that ran out, by when.
"""

import asyncio
import logging
from typing import Any, Protocol

from redis import RedisError

from events.messages.envelope import player_message_id

logger = logging.getLogger(__name__)

KEY, LOST = "lie:leases", "lie:leases:lost"
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

    async def hold(self, holder: Holder) -> None:
        """From now on; written when this returns, before anybody is told of the socket."""
        self._holders.add(holder)
        await self._renew([holder])
        if self._renewing is None or self._renewing.done():
            self._renewing = asyncio.create_task(self._run())

    async def let_go(self, holder: Holder, *, forget: bool) -> None:
        """Renew no longer.  ``forget``: the seat is another socket's, or nobody's, so let nothing follow.

        Otherwise the lease runs out: should the socket's own farewell get lost, the clock's will not."""
        self._holders.discard(holder)
        if not self._holders and self._renewing:
            self._renewing.cancel()
            self._renewing = None
        if forget:
            await self._redis.zrem(KEY, member_of(holder))

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
