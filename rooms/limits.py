"""How much may come in: every number of it.

All of them hold for one web process; over N of them a visitor may have N times as much.  docs/protocol.md
tells them to those who write clients.
"""

import time

RATE, BURST = 10, 20  # frames of one socket: a second, and at once
PATIENCE = 60  # frames of a socket that are refused before it is closed
OF_PLAYER = 2  # times as many frames of one player, over all his sockets
ADDRESS_RATE, ADDRESS_BURST = 200, 400  # frames of one address, over all its sockets
OPENING_RATE, OPENING_BURST = 10, 100  # handshakes of one address
SOCKETS_OF_ADDRESS = 250  # open at the same time
SOCKETS_OF_PROCESS = 10_000
REMEMBERED = 10_000  # players, and addresses, whose frames are counted


class Bucket:
    """Token bucket: ``rate`` frames a second, ``burst`` at once."""

    __slots__ = ("_at", "_burst", "_rate", "_tokens")

    def __init__(self, rate: float, burst: int) -> None:
        self._rate, self._burst = rate, burst
        self._tokens, self._at = float(burst), time.monotonic()

    def take(self) -> bool:
        """Whether one more is allowed now."""
        now = time.monotonic()
        self._tokens = min(self._burst, self._tokens + (now - self._at) * self._rate)
        self._at = now
        if self._tokens < 1:
            return False
        self._tokens -= 1
        return True


class Buckets:
    """One bucket a key, of ``most`` keys; the one that was asked for longest ago is forgotten first."""

    def __init__(self, most: int = REMEMBERED) -> None:
        self._most = most
        self._buckets: dict[str, Bucket] = {}

    def __len__(self) -> int:
        return len(self._buckets)

    def of(self, key: str, rate: float, burst: int) -> Bucket:
        """The key's bucket, a new and full one if it has none."""
        bucket = self._buckets.pop(key, None) or Bucket(rate, burst)
        self._buckets[key] = bucket  # now the newest
        if len(self._buckets) > self._most:
            del self._buckets[next(iter(self._buckets))]
        return bucket


class Allowance:
    """What one socket may send: all of its buckets must have something left."""

    __slots__ = ("_buckets",)

    def __init__(self, *buckets: Bucket) -> None:
        self._buckets = buckets

    def take(self) -> bool:
        """Whether one more frame is allowed now."""
        return all(bucket.take() for bucket in self._buckets)
