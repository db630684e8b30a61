"""A process may die between any two statements: all or nothing is left, and the next finishes the work."""

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import msgspec
import pytest

from tests.faults.kill_points import Found

SHARED_MEMORY = Path("/dev/shm")  # where it is there: hundreds of copies, and none of them worth a disk


def found(*arguments: str, **environ: str) -> Found:
    """Kill in a round as ``python -m tests.faults.kill_points`` does with these arguments; what was found."""
    outer: Mapping[str, str] = {k: v for k, v in os.environ.items() if not k.startswith("LIE_")}
    scratch = {"TMPDIR": str(SHARED_MEMORY)} if os.access(SHARED_MEMORY, os.W_OK) else {}
    command = [sys.executable, "-m", "tests.faults.kill_points", *arguments]
    done = subprocess.run(command, env={**outer, **scratch, **environ}, stdout=subprocess.PIPE, text=True)
    return msgspec.json.decode(done.stdout.splitlines()[-1], type=Found)


@pytest.mark.timeout(900)
@pytest.mark.parametrize(("every", "least"), [(8, 60), pytest.param(1, 300, marks=pytest.mark.long)])
def test_a_death_between_any_two_statements_of_a_round_changes_no_end(every: int, least: int) -> None:
    result = found("--every", str(every))
    assert result.wrong == []
    assert result.points >= least and len(result.messages) >= 25


@pytest.mark.long
@pytest.mark.timeout(400)
def test_the_same_on_postgresql() -> None:
    result = found("chat <- chat.say", "media <- rooms.player_joined", LIE_TEST_POSTGRES="1")
    assert result.wrong == []
    assert result.points >= 20
