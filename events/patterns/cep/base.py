"""What all patterns share: what they are shown, what they remember, what they find."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import Enum, auto
from typing import ClassVar

import msgspec

from events.patterns.cep.trigger import Trigger
from events.schema import Event


@dataclass(frozen=True)
class Seen:
    """An event with its place in the log and its own time (epoch milliseconds)."""

    event: Event
    position: int
    time: int

    def mark(self, who: Iterable[str] = ()) -> "Mark":
        return Mark(self.position, self.time, tuple(who))


class Mark(msgspec.Struct, frozen=True, array_like=True):
    """A hit as it is remembered."""

    position: int
    time: int
    who: tuple[str, ...] = ()


Runs = dict[str, list[list[Mark]]]  # key -> runs, each on its way to a match
Past = Callable[[Seen, type[Event], type[Event], int], Iterable[Seen]]
"""(last, since, reads, ms) -> events of type ``reads`` before ``last`` and after the newest ``since``,
at most ``ms`` old."""


class Skip(Enum):
    """What becomes of the events of a match."""

    PAST_LAST = auto()  # used up, and with them all that the key remembers: the next match starts anew
    NONE = auto()  # they stay: matches may share events


@dataclass(frozen=True)
class Terms:
    """How often and within how many seconds: as shipped, or as an admin wants it."""

    count: int
    within: float

    @property
    def ms(self) -> int:
        return int(self.within * 1000)


@dataclass(frozen=True)
class Match:
    """``position`` is of the event that completed it, or after which something did not come."""

    key: str
    players: tuple[str, ...]
    count: int
    started: int  # epoch milliseconds
    ended: int
    position: int


@dataclass(frozen=True, kw_only=True)
class Pattern(ABC):
    """``about`` says in one sentence what a match means.  ``public``: the room may be told.
    ``everywhere``: looks at all rooms together.  ``opens``: types whose sealed fields it reads."""

    counts: ClassVar[bool] = True  # is there a count to choose?

    name: str
    about: str
    within: float
    count: int = 1
    public: bool = False
    everywhere: bool = False
    opens: frozenset[type[Event]] = frozenset()

    def __post_init__(self) -> None:
        if self.within <= 0 or self.count < 1:
            raise ValueError(f"{self.name}: within must be above 0 and count at least 1")

    @property
    @abstractmethod
    def types(self) -> frozenset[type[Event]]:
        """All events that ``show`` wants to see."""

    @property
    @abstractmethod
    def waker(self) -> Trigger:
        """The events that can complete a match or start a clock.  Only they need a look at once; all
        others are read from the log when it comes to it."""

    @abstractmethod
    def show(self, runs: Runs, seen: Seen, terms: Terms, past: Past) -> list[Match]:
        """Take an event into ``runs``; what it completes."""

    def wakes(self, event: Event) -> bool:
        """Is it worth a look?  Published copies lack what is sealed, so those always are."""
        return type(event) in self.opens or bool(self.waker(event))

    def overdue(self, runs: Runs, watermark: int, terms: Terms) -> list[Match]:
        """What has not come, now that all before ``watermark`` (epoch milliseconds) has been shown."""
        return []

    def due(self, runs: Runs, now: int, terms: Terms) -> int | None:
        """When time alone changes something here; None: never."""
        newest = max((mark.time for kept in runs.values() for run in kept for mark in run), default=None)
        return None if newest is None else newest + terms.ms + 1

    def forget(self, runs: Runs, watermark: int, terms: Terms) -> None:
        """Drop what no event to come can complete."""
        for key, kept in list(runs.items()):
            runs[key] = [run for run in kept if max(m.time for m in run) + terms.ms >= watermark]
            if not runs[key]:
                del runs[key]


def matched(key: str, run: list[Mark], count: int | None = None) -> Match:
    """The match that a run has come to."""
    players = tuple(dict.fromkeys(player for mark in run for player in mark.who))
    times = [mark.time for mark in run]
    return Match(key, players, count or len(run), min(times), max(times), run[-1].position)
