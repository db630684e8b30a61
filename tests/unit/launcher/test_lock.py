import subprocess
import sys
from pathlib import Path

import pytest

from lie_project.launcher.failure import CannotStart
from lie_project.launcher.lock import held

HOLD = """
import sys, time
from pathlib import Path
from lie_project.launcher.lock import held
with held(Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read()
"""


def a_process_that_is_gone() -> int:
    process = subprocess.Popen(["true"])
    process.wait()
    return process.pid


def test_a_data_directory_is_held_by_one_process_at_a_time(tmp_path: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, str(tmp_path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == b"held\n"
        with pytest.raises(CannotStart, match=f"in use by another LIE .process {other.pid}"), held(tmp_path):
            pass
        other.communicate()
    with held(tmp_path):  # free again
        pass


def test_a_lock_left_by_a_killed_launcher_is_waited_for(tmp_path: Path) -> None:
    """Its guardian holds the lock, in the name of a process that is gone, until it has swept."""
    other = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(tmp_path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert other.stdout is not None
    other.stdout.readline()
    (tmp_path / "lock").write_text(str(a_process_that_is_gone()))
    sweeping = subprocess.Popen(["sh", "-c", f"sleep 0.3; kill -9 {other.pid}"])
    with held(tmp_path):
        pass
    assert sweeping.wait() == 0
    other.communicate()
