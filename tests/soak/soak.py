"""Rooms of robots and kills: first of all, then of servers and clock alone, while the rest is weighed.

A process that is killed every other minute shows nothing of how it grows.  So ours live through the second
part, and once they have warmed up (caches, pools, threads) their growth is measured.
"""

import random
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec

from lie_project.launcher.leash import leash
from tests.faults import spells
from tests.faults.chaos import REST
from tests.faults.ledger import Books
from tests.faults.stack import CONCERNS, pid_of
from tests.servers import RunningLie, running_lie, until
from tests.soak.crowd import Seen
from tests.soak.growth import Held, together

WEIGHED = (*CONCERNS, "web")
OTHERS = ("clock", "rabbitmq", "valkey")
FIRST, SECOND = 1 / 3, 1 / 2  # shares of the time: all are killed until then; growth counts from then on
PAUSE = (10.0, 20.0)  # seconds between two kills, least and most
LOOK = 2.0  # seconds between two samples
LIMIT = 1.0  # per cent in ten minutes
GAME = 600.0  # seconds for the last games to come to their end


class Result(msgspec.Struct):
    """What ``bin/soak`` prints.  Slopes: per cent of the mean in ten minutes; ``all``: of all together."""

    seed: int
    minutes: float
    rooms: int
    kills: dict[str, int]
    seen: Seen
    lost: list[str]
    doubled: list[str]
    megabytes: dict[str, float]  # at the end
    memory: dict[str, float]
    descriptors: dict[str, float]

    @property
    def good(self) -> bool:
        balanced = not (self.lost or self.doubled or self.seen.leaked) and self.seen.rounds > 0
        return balanced and self.memory["all"] <= LIMIT and self.descriptors["all"] <= LIMIT


def run(seed: int, minutes: float, rooms: int, data: Path, pace: str = "0.5") -> Result:
    """Play, kill, weigh, let everything settle, and balance the books."""
    with running_lie(data, rabbitmq=True, env={"LIE_PACE": pace}) as lie:
        with crowd(lie.url, rooms, seed) as playing:
            rng, kills = random.Random(seed), dict.fromkeys((*WEIGHED, *OTHERS), 0)
            began, seconds = time.monotonic(), minutes * 60
            spoil(lie, rng, (*WEIGHED, *OTHERS), kills, began + FIRST * seconds)
            whole(lie)
            spoil(lie, rng, OTHERS, kills, began + SECOND * seconds)
            held = {name: Held(pid_of(lie, name) or 0) for name in WEIGHED}
            spoil(lie, rng, OTHERS, kills, began + seconds, list(held.values()))
            seen = playing()
        lost, doubled = settled(Books(data))
    held["all"] = together(list(held.values()))
    return Result(
        seed,
        minutes,
        rooms,
        kills,
        seen,
        [*seen.lost, *lost, *(f"{name} ended by itself" for name, one in held.items() if one.ended)],
        [*seen.doubled, *doubled],
        {name: round(one.memory[-1] / 1e6, 1) for name, one in held.items()},
        {name: round(one.memory_slope, 2) for name, one in held.items()},
        {name: round(one.descriptor_slope, 2) for name, one in held.items()},
    )


@contextmanager
def crowd(url: str, rooms: int, seed: int) -> "Iterator[Finish]":
    """Robots in a process of their own; what is given ends their play and tells what they saw."""
    command = [sys.executable, "-m", "tests.soak.crowd", url, str(rooms), str(seed)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, preexec_fn=leash())
    try:
        yield Finish(process)
    finally:
        process.kill()
        process.wait()


class Finish:
    """Called once: the games at hand come to their end, and what was seen in all of them is returned."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self.process = process

    def __call__(self) -> Seen:
        self.process.terminate()
        said, _ = self.process.communicate(timeout=GAME)
        return msgspec.json.decode(said, type=Seen)


def spoil(
    lie: RunningLie,
    rng: random.Random,
    victims: tuple[str, ...],
    kills: dict[str, int],
    ends: float,
    held: list[Held] | None = None,
) -> None:
    """Kill one after the other until then (monotonic seconds), and weigh the held ones meanwhile."""
    due = time.monotonic() + rng.uniform(*PAUSE)
    while (now := time.monotonic()) < ends:
        for one in held or ():
            one.look(now)
        if now >= due:
            victim = rng.choice(victims)
            with spells.kill(lie, victim):
                kills[victim] += 1
            due = now + rng.uniform(*PAUSE)
        time.sleep(min(LOOK, max(0.0, ends - now)))  # the pause between samples is the measurement's


def whole(lie: RunningLie) -> None:
    """Return when nothing is down."""
    until(lambda: all(pid_of(lie, name) for name in (*WEIGHED, *OTHERS)), "all processes run")


def settled(books: Books) -> tuple[list[str], list[str]]:
    """What is lost and what doubled when all has come to rest."""
    try:
        until(lambda: books.unpublished() == 0, "an empty outbox", REST)
        until(lambda: books.lost() == [], "all subscribers level", REST)  # people leave for a while yet
    except AssertionError as late:
        return [str(late), *books.lost()], books.doubled()
    return books.early(), books.doubled()
