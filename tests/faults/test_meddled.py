"""A third of all messages lost, or doubled and swapped, on each real transport: all end level."""

import subprocess
import sys
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec
import pytest

from tests.faults.ledger import Books
from tests.faults.meddler import Harm, Meddler, meddling
from tests.servers import RunningLie, running_lie, until

TRANSPORTS = ("rabbitmq", "valkey")
HARMS = {"doubled and swapped": Harm(double=2, swap=6), "lost": Harm(drop=3)}


@dataclass(frozen=True)
class Outcome:
    """One game through one harm, and the books after it."""

    meddler: Meddler
    report: dict[str, Any]
    lost: list[str]
    doubled: list[str]


@pytest.fixture(scope="module")
def games(tmp_path_factory: pytest.TempPathFactory) -> dict[str, "Future[dict[str, Outcome]]"]:
    """The games of both transports, played at the same time: they mostly wait for what was lost."""
    with ThreadPoolExecutor() as pool:
        return {
            transport: pool.submit(played, transport, tmp_path_factory.mktemp("meddled") / "lie")
            for transport in TRANSPORTS
        }


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


@pytest.mark.timeout(300)
@pytest.mark.parametrize("transport", TRANSPORTS)
@pytest.mark.parametrize("harm", HARMS)
def test_what_is_lost_doubled_or_swapped_on_the_way_ends_level(
    games: dict[str, "Future[dict[str, Outcome]]"], transport: str, harm: str
) -> None:
    outcome = games[transport].result()[harm]
    report, meddler = outcome.report, outcome.meddler
    assert (outcome.lost, outcome.doubled) == ([], [])
    assert (report["rounds"], report["lost"], report["duplicated"], report["leaks"]) == (1, [], [], [])
    if harm == "lost":
        assert meddler.seen > 60 and meddler.dropped > meddler.seen / 4
    else:
        assert meddler.doubled > 20 and meddler.swapped > 20
