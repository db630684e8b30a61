"""Which media servers of this machine are no more."""

import os
import subprocess
import sys
from pathlib import Path

from media import neighbours
from media.neighbours import gone, own_id


def another() -> str:
    """The name of a process that has ended and was not asked how."""
    code = "from media.neighbours import own_id; print(own_id())"
    root = Path(__file__).parents[3]
    return subprocess.run(
        [sys.executable, "-c", code], cwd=root, capture_output=True, text=True
    ).stdout.strip()


def test_a_process_that_has_ended_is_gone_and_this_one_is_not() -> None:
    ended = another()
    assert gone([ended, own_id(), "one", ""]) == [ended]


def test_a_child_that_nobody_has_asked_how_it_ended_is_gone() -> None:
    child = subprocess.Popen([sys.executable, "-c", ""], stdin=subprocess.DEVNULL)
    os.waitid(os.P_PID, child.pid, os.WEXITED | os.WNOWAIT)
    assert neighbours._start(child.pid) == 0
    child.wait()


def test_another_process_with_the_same_number_is_another() -> None:
    machine, pid, start, token = own_id().split("-")
    assert gone([f"{machine}-{pid}-{int(start) + 1}-{token}"])


def test_nothing_is_said_of_other_machines() -> None:
    _, *rest = another().split("-")
    assert gone(["-".join(["00000000", *rest])]) == []
