"""What this worker process has received and done, noted by the worker itself.

The consumer's loop, the receipt of a message and the handling of one each leave a mark here, so that
somebody else (events.workers.watchdog) can tell a worker at work from one that only exists.
"""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager


class Pulse:
    """Marks of one process.  ``…_at`` are monotonic seconds, ``since`` and ``last`` epoch seconds."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._busy: dict[int, float] = {}  # thread -> when it began with its message
        self.since = time.time()
        self.last: float | None = None
        self.handled = 0
        self.away = False
        self.ticked_at = self.moved_at = time.monotonic()

    def tick(self) -> None:
        """The consumer's loop has come round."""
        self.ticked_at = time.monotonic()

    def broker(self, *, away: bool) -> None:
        """The consumer tries to reach the broker, or has reached it."""
        self.away = away
        self.tick()

    def received(self) -> None:
        """A message has come from the broker."""
        self.moved_at = time.monotonic()

    @contextmanager
    def handling(self) -> Iterator[None]:
        """One message is in the hands of this thread; waiting for its stream's turn is part of it."""
        me = threading.get_ident()
        with self._lock:
            self._busy[me] = time.monotonic()
        try:
            yield
        finally:
            with self._lock:
                del self._busy[me]
                self.handled += 1
            self.last, self.moved_at = time.time(), time.monotonic()

    @property
    def busy(self) -> int:
        """How many messages are being handled."""
        return len(self._busy)


mine = Pulse()
