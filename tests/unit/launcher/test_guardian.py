import os
import subprocess
import sys
import uuid
from collections.abc import Iterator

import pytest

from lie_project.launcher.guardian import MARK, guarded, marked, sweep
from tests.servers import until

# A helper of a helper, in a session of its own, as epmd would be.
FAMILY = ["sh", "-c", "setsid sleep 600 & exec sleep 600"]


@pytest.fixture
def run_id() -> str:
    return uuid.uuid4().hex


@pytest.fixture
def family(run_id: str) -> Iterator[subprocess.Popen[bytes]]:
    process = subprocess.Popen(FAMILY, env={**os.environ, MARK: run_id})
    yield process
    process.wait()


def test_a_mark_finds_all_that_inherited_it_and_nobody_else(
    run_id: str, family: subprocess.Popen[bytes]
) -> None:
    until(lambda: len(marked(run_id)) == 2, "parent and helper are found")
    assert family.pid in marked(run_id)
    assert os.getpid() not in marked(run_id)
    sweep(run_id)


def test_at_the_end_nobody_with_the_mark_is_left(run_id: str, family: subprocess.Popen[bytes]) -> None:
    with open(os.devnull) as lock, guarded(run_id, lock.fileno()):
        pass
    assert marked(run_id) == []
    assert family.wait() == -9


LAUNCHER = """
import os, signal, subprocess, sys
from lie_project.launcher.guardian import MARK, guarded
with open(os.devnull) as lock, guarded(sys.argv[1], lock.fileno()):
    subprocess.Popen(["sh", "-c", "setsid sleep 600 & exec sleep 600"], env={**os.environ, MARK: sys.argv[1]})
    os.kill(os.getpid(), signal.SIGKILL)
"""


def test_a_launcher_that_is_killed_leaves_nobody_for_longer_than_two_seconds(run_id: str) -> None:
    assert subprocess.run([sys.executable, "-c", LAUNCHER, run_id]).returncode == -9
    until(lambda: marked(run_id) == [], "all are gone")
