"""The net under the launcher: when it is gone, however it went, nothing it started stays behind.

A process of its own, in its own session, that waits at the far end of a pipe.  The kernel closes
the pipe when the launcher dies, also by ``kill -9``; then every process that carries this run's
``LIE_RUN_ID`` in its environment is killed, helpers of helpers (Erlang's, epmd) with them.
The launcher's lock is held here as well, so that no new launcher meets servers of the old one.
"""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

MARK = "LIE_RUN_ID"
PAUSE = 0.05  # seconds between two looks
QUIET_LOOKS = 3  # so many looks in a row must find nobody: a fork may have been on its way


@contextmanager
def guarded(run_id: str, lock: int) -> Iterator[None]:
    """Have a guardian for the processes of ``run_id``; at the end wait until it has swept."""
    process = subprocess.Popen(
        [sys.executable, "-I", "-S", __file__, run_id],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,  # Ctrl-C in the terminal is not for it
        pass_fds=(lock,),
    )
    try:
        yield
    finally:
        process.communicate()  # closes the pipe, then waits


def marked(run_id: str) -> list[int]:
    """Ids of all living processes that were started with ``LIE_RUN_ID=run_id``."""
    mark = f"{MARK}={run_id}".encode()
    return [int(path.name) for path in Path("/proc").glob("[0-9]*") if mark in _environment(path)]


def sweep(run_id: str) -> None:
    """Kill what carries the mark until nobody does."""
    quiet = 0
    while quiet < QUIET_LOOKS:
        found = marked(run_id)
        for pid in found:
            _kill(pid)
        quiet = 0 if found else quiet + 1
        time.sleep(PAUSE)  # no kernel event tells that a process with our mark is born or gone


def _environment(path: Path) -> list[bytes]:
    try:
        return (path / "environ").read_bytes().split(b"\0")
    except OSError:  # gone meanwhile, or somebody else's
        return []


def _kill(pid: int) -> None:
    with suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)


if __name__ == "__main__":
    for ignored in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(ignored, signal.SIG_IGN)
    sys.stdin.buffer.read()
    sweep(sys.argv[1])
