"""Ends a worker that is alive and of no use, so that its supervisor starts another.

Celery can stop consuming after trouble with the broker without saying so, a loop can hang, a handler can run
for ever; systemd or the launcher see a living process.  This thread looks every second.  What ends:

- ``HARD_LIMIT``: a handler is over LIE_HANDLER_HARD;
- ``STUCK``: the consumer's loop has not come round for ``LOOP`` seconds, or messages are in hand and none
  has been finished or received for three times the hard limit;
- ``DEAF``: messages wait in the worker's queues, it has nothing in hand, and receives nothing.

A broker that is away, or that cannot be asked, is no reason.  Nor is time in which this very thread did not
run either (a frozen process, a laptop asleep): all else has to get its chance first.
While all is well each look is a heartbeat: in Redis (events.workers.beats), and by touching LIE_READY_FILE.
"""

import logging
import os
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from django.conf import settings

from events.delivery import limits
from events.telemetry import metrics
from events.workers import beats
from events.workers.pulse import Pulse

logger = logging.getLogger(__name__)

HARD_LIMIT, STUCK, DEAF = 81, 82, 83  # exit codes
REASONS = {HARD_LIMIT: "hard_limit", STUCK: "stuck", DEAF: "deaf"}

EVERY = 1.0  # seconds between two looks
GAP = 5.0  # seconds without a look after which nothing that is older counts
LOOP = 30.0  # seconds; an idle loop comes round every second
QUIET = 5.0  # seconds of silence before the broker is asked what waits, and between two questions

Backlog = Callable[[], int | None]  # messages that wait in this worker's queues; None: nobody knows


@dataclass
class Watchdog:
    """One process's.  ``end`` is called with the exit code, once."""

    kind: str
    pulse: Pulse
    backlog: Backlog
    end: Callable[[int], None] = os._exit
    stopped: threading.Event = field(default_factory=threading.Event)
    _baseline: float = field(default_factory=lambda: time.monotonic())
    _looked: float = field(default_factory=lambda: time.monotonic())
    _asked: float = 0.0
    _waited_since: float | None = None  # when the broker first said so, while nothing came

    def start(self) -> None:
        threading.Thread(target=self._run, name="watchdog", daemon=True).start()

    def stop(self) -> None:
        """The worker ends by itself: no more looks, no more beats."""
        self.stopped.set()
        beats.stop(beats.beat(self.kind, self.pulse))

    def look(self) -> int | None:
        """What is wrong now, as an exit code; None: nothing."""
        now = time.monotonic()
        if now - self._looked > GAP:
            self._baseline, self._waited_since = now, None
        self._looked = now
        limits.enforce_soft(self._baseline)
        run = limits.over_hard(self._baseline)
        if run is not None:
            logger.critical("over LIE_HANDLER_HARD: %s", limits.described(run))
            return HARD_LIMIT
        return STUCK if self._is_stuck(now) else DEAF if self._is_deaf(now) else None

    def _run(self) -> None:
        while not self.stopped.wait(EVERY):
            try:
                wrong = self.look()
            except Exception:  # a bug in here must not leave the worker unwatched
                logger.exception("the watchdog failed")
                continue
            if wrong:
                self._end(wrong)
                return
            touch_ready_file()
            beats.send(beats.beat(self.kind, self.pulse))

    def _is_stuck(self, now: float) -> bool:
        loop, moved = self._age(now, self.pulse.ticked_at), self._age(now, self.pulse.moved_at)
        return loop > LOOP or (self.pulse.busy > 0 and moved > 3 * settings.LIE.handler_hard)

    def _is_deaf(self, now: float) -> bool:
        """Asked only in silence: a worker that receives or handles is in no need of it."""
        if self.pulse.away or self.pulse.busy or self._age(now, self.pulse.moved_at) < QUIET:
            self._waited_since = None
            return False
        if now - self._asked < QUIET:
            return False
        began = self.pulse.moved_at
        self._asked = now
        waiting = self.backlog()
        if not waiting or self.pulse.moved_at != began or self.pulse.away:
            self._waited_since = None
            return False
        if self._waited_since is None:
            self._waited_since = now
        return now - self._waited_since >= QUIET

    def _age(self, now: float, since: float) -> float:
        return now - max(since, self._baseline)

    def _end(self, code: int) -> None:
        """At once: connections break off, so the broker gives to others what this process holds."""
        logger.critical("%s worker ends itself: %s", self.kind, REASONS[code])
        metrics.count("worker_ends", self.kind, REASONS[code])
        metrics.counting().flush()
        beats.stop(beats.beat(self.kind, self.pulse))
        self.end(code)


def touch_ready_file() -> None:
    """Tell who started this process that it is at work, now."""
    if settings.LIE.ready_file:
        Path(settings.LIE.ready_file).touch()
