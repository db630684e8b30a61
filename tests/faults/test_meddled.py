"""A third of all messages lost, or doubled and swapped, on each real transport: all end level."""

import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec
import pytest

from tests.faults.ledger import Books
from tests.faults.meddler import Harm, Meddler, meddling
from tests.servers import RunningLie, running_lie, until

HARMS = {"doubled and swapped": Harm(double=2, swap=6), "lost": Harm(drop=3)}


@dataclass(frozen=True)
class Outcome:
    """One game through one harm, and the books after it."""

    meddler: Meddler
    report: dict[str, Any]
    lost: list[str]
    doubled: list[str]


@pytest.fixture(scope="module", params=["rabbitmq", pytest.param("valkey", marks=pytest.mark.long)])
def games(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Outcome]:
    """A game through each harm on one transport."""
    return played(request.param, tmp_path_factory.mktemp("meddled") / "lie")


def played(transport: str, data: Path) -> dict[str, Outcome]:
    with running_lie(data, rabbitmq=transport == "rabbitmq", env={"LIE_PACE": "0.04"}) as lie:
        return {name: spoiled(lie, harm) for name, harm in HARMS.items()}


def spoiled(lie: RunningLie, harm: Harm) -> Outcome:
    with meddling(lie.data, harm) as meddler:
        report = play(lie, 2)
    books = Books(lie.data)
    until(lambda: books.unpublished() == 0, "an empty outbox")
    until(lambda: not books.behind(), "all subscribers level")
    return Outcome(meddler, report, books.lost(), books.doubled())


def play(lie: RunningLie, seed: int) -> dict[str, Any]:
    """A game of robots in a process of their own; what it printed."""
    command = [sys.executable, "manage.py", "play", "--bots", "3", "--rounds", "1", "--json"]
    command += ["--seed", str(seed), "--url", lie.url]
    done = subprocess.run(command, capture_output=True, text=True, timeout=100)
    assert done.stdout, done.stderr
    report: dict[str, Any] = msgspec.json.decode(done.stdout.splitlines()[-1])
    return report


@pytest.mark.parametrize("harm", HARMS)
def test_what_is_lost_doubled_or_swapped_on_the_way_ends_level(games: dict[str, Outcome], harm: str) -> None:
    outcome = games[harm]
    report, meddler = outcome.report, outcome.meddler
    assert (outcome.lost, outcome.doubled) == ([], [])
    assert (report["rounds"], report["lost"], report["duplicated"], report["leaks"]) == (1, [], [], [])
    if harm == "lost":
        assert meddler.seen > 60 and meddler.dropped > meddler.seen / 4
    else:
        assert meddler.doubled > 20 and meddler.swapped > 20
