"""Each kind of fault, as a block: it begins with it, and at its end things are as they were."""

import os
import resource
import shutil
import signal
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress

from tests.faults.meddler import Harm, meddling
from tests.faults.stack import PROCESSES, ctl, pid_of
from tests.servers import RunningLie, until


@contextmanager
def kill(lie: RunningLie, name: str) -> Iterator[None]:
    """kill -9; the launcher starts it again."""
    _signal(lie, name, signal.SIGKILL)
    yield


@contextmanager
def end(lie: RunningLie, name: str) -> Iterator[None]:
    """TERM, as when a new version is rolled out."""
    _signal(lie, name, signal.SIGTERM)
    yield


@contextmanager
def freeze(lie: RunningLie, name: str) -> Iterator[None]:
    """SIGSTOP: it holds its connections and locks, and does nothing."""
    pid = _signal(lie, name, signal.SIGSTOP)
    try:
        yield
    finally:
        if pid is not None:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGCONT)


@contextmanager
def alarm(lie: RunningLie, kind: str) -> Iterator[None]:
    """RabbitMQ blocks all who publish."""
    memory = kind == "of memory"
    command = "set_vm_memory_high_watermark" if memory else "set_disk_free_limit"
    ctl(lie, command, "0.00001" if memory else "900000GB")
    try:
        yield
    finally:
        _surely(lie, command, "0.4" if memory else "64MB")


@contextmanager
def cut(lie: RunningLie, _: str) -> Iterator[None]:
    """All connections to the broker break at once."""
    ctl(lie, "close_all_connections", "cut by a test")
    yield


@contextmanager
def full_queues(lie: RunningLie, _: str) -> Iterator[None]:
    """Queues take one message at a time and refuse the rest."""
    _surely(lie, "set_policy", "full", r"^(rooms|game|chat|media|people|patterns)\.", '{"max-length":1}')
    try:
        yield
    finally:
        _surely(lie, "clear_policy", "full")


@contextmanager
def empty_redis(lie: RunningLie, _: str) -> Iterator[None]:
    """Redis dies and comes back without its data."""
    _signal(lie, "valkey", signal.SIGKILL)
    shutil.rmtree(lie.data / "valkey" / "appendonlydir", ignore_errors=True)
    yield


@contextmanager
def lock_database(lie: RunningLie, _: str) -> Iterator[None]:
    """Somebody holds SQLite's one write lock."""
    path = lie.data / "lie.sqlite3"
    with closing(sqlite3.connect(path, timeout=20, isolation_level=None)) as connection:
        connection.execute("BEGIN IMMEDIATE")
        yield
        connection.execute("ROLLBACK")


@contextmanager
def refuse_writes(lie: RunningLie, _: str) -> Iterator[None]:
    """No process of LIE can write to any file, as on a full disk: the kernel refuses it."""
    pids = [pid for name in PROCESSES if (pid := pid_of(lie, name)) is not None]
    limits = {pid: _limit(pid, 0) for pid in pids}
    try:
        yield
    finally:
        for pid, before in limits.items():
            _limit(pid, before)


@contextmanager
def meddle(lie: RunningLie, _: str) -> Iterator[None]:
    """Messages between exchanges and queues are lost, doubled and swapped."""
    with suppress(OSError), meddling(lie.data, Harm(drop=3, double=4, swap=4)):
        yield


def _surely(lie: RunningLie, *command: str) -> None:
    """Mend it also when the broker is only just coming back; what stays broken would be our own fault."""
    until(lambda: ctl(lie, *command).returncode == 0, " ".join(command))


def _limit(pid: int, soft: int) -> int:
    """Set the largest size of a file that a process may write; the one before, or "no limit"."""
    with suppress(ProcessLookupError):
        before, hard = resource.prlimit(pid, resource.RLIMIT_FSIZE)
        resource.prlimit(pid, resource.RLIMIT_FSIZE, (soft, hard))
        return before
    return resource.RLIM_INFINITY


def _signal(lie: RunningLie, name: str, number: int) -> int | None:
    pid = pid_of(lie, name)
    if pid is not None:
        with suppress(ProcessLookupError):
            os.kill(pid, number)
    return pid
