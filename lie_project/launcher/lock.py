"""One launcher per data directory."""

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from lie_project.launcher.failure import CannotStart

SWEEP = 5.0  # seconds that the guardian of a killed launcher may need to end its children


@contextmanager
def held(data: Path) -> Iterator[int]:
    """Hold the lock of a data directory; gives its file descriptor, for the guardian to hold too.

    Raises CannotStart at once while another launcher lives.  If that one was killed, its guardian
    still holds the lock until its last child is gone: that is waited for.
    """
    descriptor = os.open(data / "lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        _acquire(descriptor, data)
        os.truncate(descriptor, 0)
        os.pwrite(descriptor, str(os.getpid()).encode(), 0)
        yield descriptor
    finally:
        os.close(descriptor)


def _acquire(descriptor: int, data: Path) -> None:
    deadline = time.monotonic() + SWEEP
    while not _taken(descriptor):
        holder = os.pread(descriptor, 20, 0).decode()
        if _alive(holder) or time.monotonic() > deadline:
            raise CannotStart(f"{data} is in use by another LIE (process {holder}); choose --data DIR.")
        time.sleep(0.05)  # between two looks at the lock


def _taken(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _alive(pid: str) -> bool:
    try:
        os.kill(int(pid), 0)
    except (ValueError, ProcessLookupError):  # ValueError: the holder has not written its id yet
        return False
    except PermissionError:  # somebody else's, but there
        return True
    return True
