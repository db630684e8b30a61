"""A whole LIE under its launcher: a worker that is frozen in mid-game is replaced, and the game goes on."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.faults.chaos import Robots
from tests.faults.ledger import Books
from tests.faults.stack import pid_of
from tests.servers import running_lie, until


@pytest.mark.long
def test_a_frozen_worker_is_replaced_and_the_game_goes_on(tmp_path: Path) -> None:
    with running_lie(tmp_path / "lie", env={"LIE_PACE": "0.1"}) as lie:
        robots = Robots(lie, 1)
        try:
            frozen = pid_of(lie, "game")
            assert frozen is not None
            os.kill(frozen, signal.SIGSTOP)
            silent = "game gave no sign of life for 15 s and is ended."
            until(lambda: silent in lie.said and "game is back." in lie.said, "the worker is replaced")
        finally:
            robots.finish()
        assert lie.said.count("gave no sign of life") == 1
        play = [sys.executable, "manage.py", "play", "--bots", "4", "--rounds", "1", "--url", lie.url]
        assert subprocess.run(play, capture_output=True).returncode == 0
        until(lambda: Books(lie.data).lost() == [], "nothing was lost")
        assert Books(lie.data).doubled() == []
