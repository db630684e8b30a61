"""What goes wrong, when and for how long: drawn from a seed."""

import random
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field

from tests.faults import spells
from tests.servers import RunningLie

WORKERS = ("game", "rooms", "chat", "media", "people", "patterns")
KILLED = (*WORKERS, "clock", "web", "rabbitmq", "valkey")
FROZEN = (*WORKERS, "clock", "rabbitmq", "valkey")
ENDED = (*WORKERS, "clock")


@dataclass
class Fault:
    """One thing done: ``until`` is when it was over (monotonic seconds).  ``kind`` is its first word."""

    what: str
    at: float
    until: float = 0.0

    @property
    def kind(self) -> str:
        return self.what.partition(" ")[0]


@dataclass
class Saboteur:
    """Does one fault after another.  ``pause``: seconds between them, at least and at most."""

    lie: RunningLie
    seed: int
    pause: tuple[float, float] = (2.0, 6.0)
    done: list[Fault] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._rng = random.Random(self.seed)
        self._first = self._rng.sample(MENU, len(MENU))  # each kind once, before chance decides

    def work(self, until: float, wait: Callable[[float], None] = time.sleep) -> None:
        """Spoil things until then (monotonic seconds); all is mended when it returns."""
        while True:
            wait(self._rng.uniform(*self.pause))  # the pause between faults is the experiment
            if time.monotonic() >= until:
                return
            self._one(wait)

    def _one(self, wait: Callable[[float], None]) -> None:
        weights = [dish.weight for dish in MENU]
        chosen = self._first.pop() if self._first else self._rng.choices(MENU, weights)[0]
        victim = self._rng.choice(chosen.victims)
        seconds = self._rng.uniform(*chosen.seconds)
        what = f"{chosen.name} {victim}".strip() + (f" for {seconds:.0f} s" if seconds else "")
        with self._noted(what), chosen.cast(self.lie, victim):
            wait(seconds)

    @contextmanager
    def _noted(self, what: str) -> Iterator[None]:
        fault = Fault(what, time.monotonic())
        self.done.append(fault)
        try:
            yield
        finally:
            fault.until = time.monotonic()


Cast = Callable[[RunningLie, str], AbstractContextManager[None]]


@dataclass(frozen=True)
class Dish:
    """One kind of fault: how often compared with others, to whom, and for how long."""

    name: str
    weight: float
    cast: Cast
    victims: tuple[str, ...] = ("",)
    seconds: tuple[float, float] = (0.0, 0.0)


MENU = (
    Dish("kill", 50, spells.kill, KILLED),
    Dish("end", 5, spells.end, ENDED),
    Dish("freeze", 15, spells.freeze, FROZEN, (2, 8)),
    Dish("alarm", 8, spells.alarm, ("of memory", "of disk"), (2, 6)),
    Dish("cut", 5, spells.cut),
    Dish("full", 4, spells.full_queues, seconds=(1, 4)),
    Dish("empty", 4, spells.empty_redis),
    Dish("lock", 3, spells.lock_database, seconds=(1, 5)),
    Dish("refuse", 3, spells.refuse_writes, seconds=(1, 5)),
    Dish("meddle", 3, spells.meddle, seconds=(3, 6)),
)
