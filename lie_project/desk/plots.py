"""Small pictures, drawn here: two numbers an hour as bars, and one number a concern as a line of its length.

All are plain geometry in units of the picture; colours are the page's."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from lie_project.desk.figures import Concern

WIDTH, HEIGHT, FOOT = 480, 120, 18
FULL = 1.0  # seconds of lag at which a line is as long as can be: what nobody should wait for


@dataclass(frozen=True)
class Bar:
    """``title`` is read aloud and shown to who points at it."""

    x: float
    y: float
    width: float
    height: float
    kind: str
    title: str


@dataclass(frozen=True)
class Hours:
    bars: list[Bar]
    labels: list[tuple[float, str]]  # x, "HH"
    most: int  # what the tallest bar stands for
    rooms: int
    games: int


def hours(counts: Sequence[tuple[datetime, int, int]]) -> Hours:
    """Rooms opened and games begun, beside each other, by hour."""
    most = max((n for _, *pair in counts for n in pair), default=0)
    step = WIDTH / max(len(counts), 1)
    bars = []
    for place, (hour, rooms, games) in enumerate(counts):
        for kind, number, shift in (("rooms", rooms, 0.1), ("games", games, 0.5)):
            height = round((HEIGHT - FOOT) * number / most, 1) if most else 0.0
            x, y = round((place + shift) * step, 1), round(HEIGHT - FOOT - height, 1)
            bars.append(Bar(x, y, round(step * 0.36, 1), height, kind, f"{hour:%H}:00 {number}"))
    labels = [
        (round((place + 0.5) * step, 1), f"{hour:%H}")
        for place, (hour, *_) in enumerate(counts)
        if hour.hour % 6 == 0
    ]
    return Hours(bars, labels, most, sum(r for _, r, _ in counts), sum(g for *_, g in counts))


@dataclass(frozen=True)
class Line:
    """``share`` of the full length, 0 to 100."""

    concern: Concern
    share: float

    @property
    def slow(self) -> bool:
        return self.concern.took is None or self.concern.took > FULL


def lines(concerns: Sequence[Concern]) -> list[Line]:
    """The lag of each concern that has handled anything."""
    return [Line(one, _share(one.took)) for one in concerns if one.handled]


def _share(took: float | None) -> float:
    return 100.0 if took is None else round(min(100.0, 100 * took / FULL), 1)
