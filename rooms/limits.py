"""How much may come in: every number of it.

All of them hold for one web process; over N of them a visitor may have N times as much.  docs/protocol.md
tells them to those who write clients.
"""

import time
from itertools import islice
from weakref import WeakValueDictionary

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

    __slots__ = ("__weakref__", "_at", "_burst", "_rate", "_tokens")

    def __init__(self, rate: float, burst: int) -> None:
        self._rate, self._burst = rate, burst
        self._tokens, self._at = float(burst), time.monotonic()

    def take(self) -> bool:
        """Whether one more is allowed now."""
        self._fill()
        if self._tokens < 1:
            return False
        self._tokens -= 1
        return True

    def is_full(self) -> bool:
        """Whether it is as good as a new one."""
        self._fill()
        return self._tokens >= self._burst

    def _fill(self) -> None:
        now = time.monotonic()
        self._tokens = min(self._burst, self._tokens + (now - self._at) * self._rate)
        self._at = now


class Buckets:
    """One bucket a key, kept while a socket holds it or it has not filled again: then a new one is as good.

    Of those that no socket holds at most ``most`` are kept; who has long been away goes first.
    """

    def __init__(self, most: int = REMEMBERED) -> None:
        self._most = most
        self._recent: dict[str, Bucket] = {}  # in the order in which they are looked at
        self._held: WeakValueDictionary[str, Bucket] = WeakValueDictionary()

    def __len__(self) -> int:
        return len(self._held)

    def of(self, key: str, rate: float, burst: int) -> Bucket:
        """The key's bucket, a new and full one if it has none."""
        bucket = self._recent.pop(key, None) or self._held.get(key) or Bucket(rate, burst)
        for oldest in [*islice(self._recent, 2)]:  # one more than comes in, so that they get fewer
            self._look_at(oldest)
        self._recent[key] = self._held[key] = bucket
        return bucket

    def _look_at(self, key: str) -> None:
        bucket = self._recent.pop(key)
        if len(self._recent) < self._most - 1 and not bucket.is_full():
            self._recent[key] = bucket


class Allowance:
    """What one socket may send: all of its buckets must have something left."""

    __slots__ = ("_buckets",)

    def __init__(self, *buckets: Bucket) -> None:
        self._buckets = buckets

    def take(self) -> bool:
        """Whether one more frame is allowed now."""
        return all(bucket.take() for bucket in self._buckets)
