"""Robots play, things break, and in the end the books must balance."""

import subprocess
import sys
import threading
import time
from collections import Counter
from pathlib import Path

import msgspec

from tests.faults.ledger import Books
from tests.faults.saboteur import Fault, Saboteur
from tests.faults.stack import ctl
from tests.servers import RunningLie, running_lie, until

REST = 90.0  # seconds
COLUMNS = ("name", "messages", "consumers")


class Result(msgspec.Struct):
    """What ``bin/chaos`` prints.  Recovery: seconds from the end of a fault to the next event stored.

    ``counts``: how often each kind of fault was done (saboteur.MENU)."""

    seed: int
    minutes: float
    kills: int
    freezes: int
    alarms: int
    counts: dict[str, int]
    games: int
    rounds: int
    commands: int
    lost: list[str]
    doubled: list[str]
    leaked: list[str]
    problems: list[str]  # what robots met otherwise: a game that did not get to its end, say
    worst_recovery: float
    faults: list[str]

    @property
    def good(self) -> bool:
        return not (self.lost or self.doubled or self.leaked) and self.rounds > 0


class Robots:
    """Games one after the other, in processes of their own, until told to stop."""

    def __init__(self, lie: RunningLie, seed: int) -> None:
        self._lie, self._seed = lie, seed
        self._last = threading.Event()
        self.reports: list[dict[str, object]] = []
        self._thread = threading.Thread(target=self._play, name=f"robots-{seed}")
        self._thread.start()

    def finish(self) -> None:
        """Let the game at hand come to its end."""
        self._last.set()
        self._thread.join()

    def _play(self) -> None:
        while not self._last.is_set():
            self._seed += 1
            command = [sys.executable, "manage.py", "play", "--bots", "4", "--rounds", "1", "--json"]
            command += ["--seed", str(self._seed), "--url", self._lie.url]
            played = subprocess.run(command, capture_output=True, text=True)
            if played.stdout:
                self.reports.append(msgspec.json.decode(played.stdout.splitlines()[-1]))
            else:  # the door was shut: web was down at this moment
                self._last.wait(0.5)


def run(seed: int, minutes: float, data: Path, tables: int = 2) -> Result:
    """Play and spoil for so long, let everything settle, and balance the books."""
    with running_lie(data, rabbitmq=True, env={"LIE_PACE": "0.15"}) as lie:
        started = time.monotonic()
        robots = [Robots(lie, seed * 1000 + number * 100) for number in range(tables)]
        saboteur = Saboteur(lie, seed)
        try:
            saboteur.work(started + minutes * 60)
        finally:
            for robot in robots:
                robot.finish()
        books = Books(data)
        restless = _restless(lie, books)
        reports = [report for robot in robots for report in robot.reports]
        result = _result(seed, minutes, saboteur.done, reports, books)
        return msgspec.structs.replace(result, lost=[*restless, *result.lost])


def _restless(lie: RunningLie, books: Books) -> list[str]:
    """What has not come to rest long after all was mended, and how the broker is; else nothing."""
    try:
        until(lambda: books.unpublished() == 0, "an empty outbox", REST)
        until(lambda: not books.behind(), "all subscribers level", REST)
    except AssertionError as late:
        seen = (ctl(lie, *question).stdout for question in (("list_policies",), ("list_queues", *COLUMNS)))
        return [f"{late}; {books.unpublished()} unpublished", *seen]
    return []


def _result(
    seed: int, minutes: float, faults: list[Fault], reports: list[dict[str, object]], books: Books
) -> Result:
    def all_of(name: str) -> list[str]:
        return [text for report in reports for text in report[name]]  # type: ignore[attr-defined]

    def total(name: str) -> int:
        return sum(int(str(report[name])) for report in reports)

    kinds = Counter(fault.kind for fault in faults)
    return Result(
        seed=seed,
        minutes=minutes,
        kills=kinds["kill"] + kinds["empty"],
        freezes=kinds["freeze"],
        alarms=kinds["alarm"],
        counts=dict(kinds),
        games=len(reports),
        rounds=total("rounds"),
        commands=total("commands"),
        lost=[*all_of("lost"), *books.lost()],
        doubled=[*all_of("duplicated"), *books.doubled()],
        leaked=all_of("leaks"),
        problems=all_of("problems"),
        worst_recovery=round(max((_recovery(fault, books) for fault in faults), default=0.0), 2),
        faults=[fault.what for fault in faults],
    )


def _recovery(fault: Fault, books: Books) -> float:
    ended = time.time() - (time.monotonic() - fault.until)
    later = [at for at in books.stored_at() if at >= ended]
    return min(later) - ended if later else 0.0
