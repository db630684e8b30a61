"""The broker freezes and dies in mid-game; the game goes on, and nothing is lost or doubled."""

import os
import signal
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import msgspec
import pytest

from tests.servers import RunningLie, running_lie, until


@pytest.fixture
def lie(tmp_path: Path) -> Iterator[RunningLie]:
    with running_lie(tmp_path / "lie", rabbitmq=True, env={"LIE_PACE": "0.2"}) as running:
        yield running


class Game:
    """Robots at play in a process of their own."""

    def __init__(self, lie: RunningLie) -> None:
        command = [sys.executable, "manage.py", "play", "--bots", "4", "--rounds", "2", "--json"]
        self.process = subprocess.Popen(
            [*command, "--url", lie.url], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )

    def report(self) -> dict[str, Any]:
        out, errors = self.process.communicate(timeout=110)
        assert out, errors
        return msgspec.json.decode(out.splitlines()[-1])  # type: ignore[no-any-return]


def ctl(lie: RunningLie, *arguments: str) -> str:
    command = [str(lie.data / "rabbitmq" / "ctl"), "-q", *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def broker(lie: RunningLie) -> int:
    return int(ctl(lie, "eval", "os:getpid().").strip().strip('"'))


def count(lie: RunningLie, where: str) -> int:
    """Rows of the log."""
    with closing(sqlite3.connect(lie.data / "lie.sqlite3")) as database:
        row = database.execute(f"SELECT count(*) FROM events_storedevent WHERE {where}").fetchone()
    return int(row[0])


@pytest.mark.long
def test_a_frozen_and_then_a_killed_broker_stops_no_game(lie: RunningLie) -> None:
    game = Game(lie)
    until(lambda: count(lie, "type = 'game.round_dealt'") == 1, "the first deal")
    pid = broker(lie)
    os.kill(pid, signal.SIGSTOP)
    thaw = threading.Timer(40, os.kill, (pid, signal.SIGCONT))  # whatever happens below
    thaw.start()
    until(lambda: count(lie, "type = 'game.round_revealed'") == 1, "a reveal without the broker")
    thaw.cancel()
    os.kill(pid, signal.SIGKILL)
    report = game.report()
    assert (report["rounds"], report["lost"], report["duplicated"], report["leaks"]) == (2, [], [], [])
    until(lambda: "rabbitmq is back." in lie.said, "the broker's return")
    until(lambda: count(lie, "published_at IS NULL") == 0, "an empty outbox")
