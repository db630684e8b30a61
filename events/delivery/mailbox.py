"""Messages that a worker has received, and the threads that take them, as many at once as there are.

One thread at work is enough while it gets on: what comes in meanwhile is handled together the next time, so
a busy worker makes few large transactions and an idle one answers at once.  A second thread joins when the
first has not come back for ``SLOW`` seconds, and so on: one slow handler delays what is in its own hands, and
what is of the same sender: his letters are in one thread's hands at a time, so they stay in their order.
"""

import logging
import threading
from collections import deque
from collections.abc import Callable, Sequence
from typing import Any, Generic, TypeVar

logger = logging.getLogger(__name__)

MOST = 64  # messages handled together
SLOW = 0.02  # seconds

L = TypeVar("L")


class Mailbox(Generic[L]):
    """``start`` runs a function on a thread of the pool, ``later`` one after some seconds.

    ``handle`` gets the letters in the order in which they came, and returns those it has no time for.
    ``sender`` tells whose a letter is.
    """

    def __init__(
        self,
        handle: Callable[[Sequence[L]], Sequence[L]],
        start: Callable[[Callable[[], None]], Any],
        later: Callable[[float, Callable[[], None]], Any],
        threads: int,
        sender: Callable[[L], str],
    ) -> None:
        self._handle, self._start, self._later, self._threads = handle, start, later, threads
        self._sender = sender
        self._in_hand: set[str] = set()  # senders
        self._lock = threading.Lock()
        self._letters: deque[L] = deque()
        self._working = 0
        self._taken = 0  # how often letters were taken
        self._looking = False
        self._closed = False

    def put(self, letter: L) -> None:
        """Have a letter handled soon.  Never waits."""
        with self._lock:
            self._letters.append(letter)
            first = self._working == 0
            self._working += first
            look = not first and not self._looking
            self._looking |= look
            taken = self._taken
        if first:
            self._start(self._work)
        elif look:
            self._later(SLOW, lambda: self._relieve(taken))

    def close(self) -> None:
        """Forget the letters that nobody has taken; those in hand are handled to the end."""
        with self._lock:
            self._closed = True
            self._letters.clear()

    def _relieve(self, taken: int) -> None:
        """Let one more thread help, when none has come back for letters since ``taken``."""
        with self._lock:
            self._looking = bool(self._letters)
            if not self._looking:
                return
            help = self._taken == taken and self._working < self._threads
            self._working += help
            taken = self._taken
        if help:
            self._start(self._work)
        self._later(SLOW, lambda: self._relieve(taken))

    def _work(self) -> None:
        while letters := self._take():
            rest: Sequence[L] = ()
            try:
                rest = self._handle(letters)
            except Exception:  # whatever it was, the next letters are not to blame
                logger.exception("%d messages were not handled", len(letters))
            self._put_back(letters, rest)

    def _take(self) -> Sequence[L]:
        """The next letters; none: this thread's work is done, and what waits is for those at work."""
        letters: list[L] = []
        waiting: list[L] = []
        with self._lock:
            while self._letters and len(letters) < MOST:
                letter = self._letters.popleft()
                (waiting if self._sender(letter) in self._in_hand else letters).append(letter)
            self._letters.extendleft(reversed(waiting))
            self._in_hand.update(map(self._sender, letters))
            self._taken += 1
            if not letters:
                self._working -= 1
            return letters

    def _put_back(self, letters: Sequence[L], rest: Sequence[L]) -> None:
        """Out of hand, but for those there was no time for: they come first."""
        with self._lock:
            self._in_hand.difference_update(map(self._sender, letters))
            if not self._closed:
                self._letters.extendleft(reversed(rest))
