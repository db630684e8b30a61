"""What the processes count, in one place for all of them.

Each process adds up in memory and hands its sums to Redis every second, so a handler pays for two
additions.  ``/metrics`` of any web process reads the totals of all.  A process that dies takes at
most a second of counting with it.
"""

import logging
import threading
from bisect import bisect_left
from collections import Counter
from functools import cache

from redis import RedisError

from events import redis

logger = logging.getLogger(__name__)

KEY = "lie:metrics"
BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)  # seconds
FLUSH = 1.0  # seconds


class Counting:
    """Sums of this process that Redis does not have yet.  Field: ``name|label|label``."""

    def __init__(self) -> None:
        self._sums: Counter[str] = Counter()
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None

    def add(self, field: str, amount: float = 1) -> None:
        with self._lock:
            self._sums[field] += amount  # type: ignore[assignment]
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="metrics", daemon=True)
                self._thread.start()

    def flush(self) -> None:
        """Hand the sums over; with Redis away they wait."""
        with self._lock:
            sums, self._sums = self._sums, Counter()
        try:
            pipe = redis.client().pipeline(transaction=False)
            for field, amount in sums.items():
                pipe.hincrbyfloat(KEY, field, amount)
            pipe.execute()
        except RedisError as error:
            logger.debug("metrics wait: %s", type(error).__name__)
            with self._lock:
                self._sums.update(sums)

    def _run(self) -> None:
        pause = threading.Event()
        while not pause.wait(FLUSH):
            if self._sums:
                self.flush()


@cache
def counting() -> Counting:
    """This process's."""
    return Counting()


def count(name: str, *labels: str) -> None:
    """One more."""
    counting().add("|".join((name, *labels)))


def observe(name: str, seconds: float, *labels: str) -> None:
    """A duration, for a histogram with BUCKETS."""
    slot = bisect_left(BUCKETS, seconds)
    bound = str(BUCKETS[slot]) if slot < len(BUCKETS) else "+Inf"
    add = counting().add
    add("|".join((f"{name}_bucket", *labels, bound)))
    add("|".join((f"{name}_sum", *labels)), seconds)


def totals() -> dict[tuple[str, ...], float]:
    """All sums of all processes: (name, *labels) -> value.  Raises RedisError."""
    kept = redis.client().hgetall(KEY)
    return {tuple(field.decode().split("|")): float(value) for field, value in kept.items()}  # type: ignore[union-attr]
