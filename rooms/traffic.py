"""What this process has sent and received, counted where it costs an addition, and told every few seconds.

Sums go to the totals of all processes (telemetry.metrics).  What only holds for a moment, as how many sockets
are open, stands in Redis under this process' own name for as long as the process does.
"""

import os
import secrets
import time
from collections import Counter
from typing import Any

import msgspec

from events.telemetry import metrics

KEY = "lie:gateways"  # hash: process -> Standing
STALE = 10.0  # seconds after which a process that says nothing is gone


class Standing(msgspec.Struct, frozen=True):
    """A web process now.  ``fullest``: largest share of its limit that an outbox ever used."""

    at: float
    sockets: int
    rooms: int
    fullest: float


class Traffic:
    """Of this process.  The hot path adds to the attributes itself."""

    def __init__(self) -> None:
        self.name = f"{os.getpid()}-{secrets.token_hex(3)}"
        self.frames_out = self.bytes_out = self.frames_in = 0
        self.fullest = 0.0
        self._sums: Counter[str] = Counter()

    def count(self, *labels: str) -> None:
        """One more of what is rare."""
        self._sums["|".join(labels)] += 1

    def add_up(self) -> None:
        """Move the sums to those of all processes."""
        out = {"frames_out": self.frames_out, "bytes_out": self.bytes_out, "frames_in": self.frames_in}
        self.frames_out = self.bytes_out = self.frames_in = 0
        sums, self._sums = self._sums, Counter()
        for field, amount in [*out.items(), *sums.items()]:
            if amount:
                metrics.counting().add(f"gateway_{field}", amount)

    async def tell(self, redis: Any, sockets: int, rooms: int) -> None:
        """Say how this process stands.  Raises RedisError."""
        standing = Standing(time.time(), sockets, rooms, self.fullest)
        await redis.hset(KEY, self.name, msgspec.json.encode(standing))

    async def leave(self, redis: Any) -> None:
        """This process ends.  Raises RedisError."""
        await redis.hdel(KEY, self.name)


traffic = Traffic()


def standings(redis: Any) -> dict[str, Standing]:
    """How the web processes stand, by name.  Forgets those that are gone.  Raises RedisError."""
    told = {name: msgspec.json.decode(body, type=Standing) for name, body in redis.hgetall(KEY).items()}
    gone = [name for name, standing in told.items() if standing.at < time.time() - STALE]
    if gone:
        redis.hdel(KEY, *gone)
    return {name.decode(): standing for name, standing in told.items() if name not in gone}
