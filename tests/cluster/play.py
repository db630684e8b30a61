"""One fault after the other: robots play, something breaks, all comes to rest, the books are balanced."""

import random
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec

from tests.cluster.faults import SCENES, Scene
from tests.cluster.stack import Stack, running_stack
from tests.servers import until
from tests.soak.soak import crowd, settled

WARM = 20  # events of a scene after which games are under way
STILL = 5.0  # seconds without any event that mean something; two or three are usual with few rooms
AFTER = 5.0  # seconds that the games go on once all is mended, at least
LOOK = 0.25  # seconds between two looks for late events


class Told(msgspec.Struct):
    """One fault.

    ``recovery``: seconds from its beginning until the last event that was late (books.PATIENCE) had arrived,
    and the longest silence was over if it was longer than STILL; 0: nobody had to wait.
    ``silence``: the longest time in which no event was stored.
    ``mended``: seconds from the fault's end until every process and node was back.
    ``late``: by whom events were late, the first and last second of that, and how many at once, at most."""

    fault: str
    what: str
    recovery: float
    silence: float
    mended: float
    late: dict[str, tuple[float, float, int]]
    rounds: int
    commands: int
    turned_away: int
    unfinished: int
    lost: list[str]
    doubled: list[str]
    leaked: list[str]


class Result(msgspec.Struct):
    """What ``bin/cluster`` prints.  ``members``: queues by how many nodes have a copy."""

    seed: int
    minutes: float
    rooms: int
    members: dict[int, int]
    faults: list[Told]

    @property
    def good(self) -> bool:
        clean = not any(told.lost or told.doubled or told.leaked for told in self.faults)
        return clean and set(self.members) == {3} and all(told.rounds > 0 for told in self.faults)


def run(seed: int, minutes: float, rooms: int, data: Path, names: list[str]) -> Result:
    """All faults of these names, in rounds until the minutes are over; one round at least."""
    rng, told = random.Random(seed), list[Told]()
    with running_stack(data) as stack:
        members = _members(stack)
        ends = time.monotonic() + minutes * 60
        while not told or time.monotonic() < ends:
            for scene in SCENES:
                if scene.name in names:
                    told.append(play(stack, scene, rng, rooms))
                    print(told[-1], file=sys.stderr)
    return Result(seed, minutes, rooms, members, told)


def play(stack: Stack, scene: Scene, rng: random.Random, rooms: int) -> Told:
    """Robots come, the fault comes and goes, robots end their games and go; then the books."""
    before = set(stack.books.lost()) | set(stack.books.doubled())
    stored = len(stack.books.stored_at())
    with crowd(stack.url, rooms, rng.randrange(10**6)) as finish:
        until(lambda: len(stack.books.stored_at()) > stored + WARM * rooms, "games are under way", 120)
        began = time.time()
        with watched(stack) as looks:
            with scene.cast(stack, rng) as what:
                time.sleep(scene.seconds)  # the fault's length is the experiment's
            over = time.time()
            until(stack.whole, f"all is back after: {what}", 180)
            mended = time.time()
            time.sleep(AFTER)
        ended = time.time()
        seen = finish()
    lost, doubled = settled(stack.books)
    late = lateness(looks, began)
    silence, silent_until = stack.books.longest_silence(began, ended)
    return Told(
        fault=scene.name,
        what=what,
        recovery=recovered(late, silence, silent_until - began),
        silence=round(silence, 1),
        mended=round(mended - over, 1),
        late=late,
        rounds=seen.rounds,
        commands=seen.commands,
        turned_away=seen.turned_away,
        unfinished=seen.unfinished,
        lost=[*seen.lost, *(each for each in lost if each not in before)],
        doubled=[*seen.doubled, *(each for each in doubled if each not in before)],
        leaked=seen.leaked,
    )


Looks = list[tuple[float, Counter[str]]]
Late = dict[str, tuple[float, float, int]]


def recovered(late: Late, silence: float, silent_until: float) -> float:
    """Seconds from the beginning of a fault until nobody waited any more."""
    ends = [last for _, last, _ in late.values()]
    return round(max([0.0, *ends, *([silent_until] if silence > STILL else [])]), 1)


def lateness(looks: Looks, began: float) -> Late:
    """By whom: first and last second since ``began``, and how many events at once, at most."""
    found: Late = {}
    for at, late in looks:
        second = round(at - began, 1)
        for who, count in late.items():
            first, _, most = found.get(who, (second, second, 0))
            found[who] = (first, second, max(most, count))
    return found


@contextmanager
def watched(stack: Stack) -> Iterator[Looks]:
    """Looks for late events all the while: epoch seconds, and how many by whom."""
    looks: Looks = []
    over = threading.Event()

    def look() -> None:
        while not over.wait(LOOK):
            looks.append((time.time(), stack.books.late()))

    looking = threading.Thread(target=look, name="late events")
    looking.start()
    try:
        yield looks
    finally:
        over.set()
        looking.join()


def _members(stack: Stack) -> dict[int, int]:
    """Queues of ours and the stream; how many copies each has."""
    counts = [len(nodes) for nodes in stack.cluster.members().values()]
    return {count: counts.count(count) for count in sorted(set(counts))}
