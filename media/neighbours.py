"""Media servers of one machine watch each other: who is killed cannot say so, but his process is gone.

A heartbeat that has run out takes 3 s to tell; a look at the process takes none.  So whoever beats, the one
that was started for the dead one first of all, takes away the beats of those who are not there any more.
"""

import os
import re
import secrets
from collections.abc import Iterable
from functools import cache
from hashlib import blake2b
from pathlib import Path

_ID = re.compile(r"(?P<machine>[0-9a-f]{8})-(?P<pid>\d{1,10})-(?P<start>\d{1,20})-[0-9a-f]{8}")


def own_id() -> str:
    """A name for this process that says which one it is: machine, number, time of its start."""
    return f"{_machine()}-{os.getpid()}-{_start(os.getpid())}-{secrets.token_hex(4)}"


def gone(names: Iterable[str]) -> list[str]:
    """Those that were processes of this machine and are no more; nothing is said of other machines'."""
    return [name for name in names if _is_gone(name)]


def _is_gone(name: str) -> bool:
    found = _ID.fullmatch(name)
    if found is None or found["machine"] != _machine():
        return False
    return str(_start(int(found["pid"]))) != found["start"]


@cache
def _machine() -> str:
    """This machine since it was started, and of it the world of processes that we see (pid_namespaces(7))."""
    try:
        boot = Path("/proc/sys/kernel/random/boot_id").read_text()
        seen = f"{boot}{os.readlink('/proc/self/ns/pid')}"
    except OSError:  # without /proc nobody is known as a neighbour
        seen = secrets.token_hex()
    return blake2b(seen.encode(), digest_size=4).hexdigest()


def _start(pid: int) -> int:
    """When a process began, in ticks since the machine did (proc_pid_stat(5), field 22); 0 when it is none,
    or only waits for its parent to notice its end."""
    try:
        state, *fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except (OSError, ValueError):
        return 0
    return 0 if state in ("Z", "X") else int(fields[18])
