"""What goes wrong, when and for how long: drawn from a seed."""

import os
import random
import signal
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field

from tests.faults.stack import ctl, pid_of
from tests.servers import RunningLie

KILLED = ("game", "rooms", "chat", "media", "patterns", "clock", "web", "rabbitmq", "valkey")
FROZEN = ("game", "rooms", "chat", "rabbitmq")


@dataclass
class Fault:
    """One thing done: ``until`` is when it was over (monotonic seconds)."""

    what: str
    at: float
    until: float = 0.0


@dataclass
class Saboteur:
    """Does one fault after another.  ``pause``: seconds between them, at least and at most."""

    lie: RunningLie
    seed: int
    pause: tuple[float, float] = (2.0, 6.0)
    done: list[Fault] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._rng = random.Random(self.seed)

    def work(self, until: float, wait: Callable[[float], None] = time.sleep) -> None:
        """Spoil things until then (monotonic seconds); all is mended when it returns."""
        while True:
            wait(self._rng.uniform(*self.pause))  # the pause between faults is the experiment
            if time.monotonic() >= until:
                return
            self._one(wait)

    def _one(self, wait: Callable[[float], None]) -> None:
        draw = self._rng.random()
        if draw < 0.7:
            self._kill(self._rng.choice(KILLED))
        elif draw < 0.9:
            self._freeze(self._rng.choice(FROZEN), self._rng.uniform(2, 8), wait)
        else:
            self._alarm(self._rng.uniform(2, 6), wait)

    def _kill(self, name: str) -> None:
        pid = pid_of(self.lie, name)
        if pid is not None:
            fault = self._begin(f"kill -9 {name}")
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
            fault.until = time.monotonic()

    def _freeze(self, name: str, seconds: float, wait: Callable[[float], None]) -> None:
        pid = pid_of(self.lie, name)
        if pid is None:
            return
        fault = self._begin(f"freeze {name} for {seconds:.0f} s")
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGSTOP)
            try:
                wait(seconds)
            finally:
                os.kill(pid, signal.SIGCONT)
        fault.until = time.monotonic()

    def _alarm(self, seconds: float, wait: Callable[[float], None]) -> None:
        fault = self._begin(f"memory alarm for {seconds:.0f} s")
        ctl(self.lie, "set_vm_memory_high_watermark", "0.00001")
        try:
            wait(seconds)
        finally:
            ctl(self.lie, "set_vm_memory_high_watermark", "0.4")
        fault.until = time.monotonic()

    def _begin(self, what: str) -> Fault:
        self.done.append(Fault(what, time.monotonic()))
        return self.done[-1]
