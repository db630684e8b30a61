"""The processes of a running LIE, found by what they carry in their environment."""

import subprocess
from pathlib import Path

from tests.servers import RunningLie

CONCERNS = ("rooms", "game", "chat", "media", "people", "patterns")
PROCESSES = (*CONCERNS, "clock", "web")  # those that are ours


def pid_of(lie: RunningLie, name: str) -> int | None:
    """Process id of ``web``, ``clock``, a concern's worker, ``valkey`` or ``rabbitmq``; None while it
    is down."""
    if name == "rabbitmq":
        return _broker(lie)
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit() and _is(entry, lie, name):
            return int(entry.name)
    return None


def _is(process: Path, lie: RunningLie, name: str) -> bool:
    try:
        command = process.joinpath("cmdline").read_bytes().decode(errors="replace")
        environ = process.joinpath("environ").read_bytes().decode(errors="replace").split("\0")
    except OSError:
        return False
    if name == "valkey":
        return f"{lie.data}/valkey/valkey.conf" in command and "guardian" not in command
    if f"LIE_DATA_DIR={lie.data}" not in environ:
        return False
    if name == "web":
        return "daphne" in command
    return f"LIE_READY_FILE={lie.data}/run/{name}.ready" in environ


def ctl(lie: RunningLie, *arguments: str) -> subprocess.CompletedProcess[str]:
    """rabbitmqctl of its private node."""
    command = [str(lie.data / "rabbitmq" / "ctl"), "-q", *arguments]
    return subprocess.run(command, capture_output=True, text=True, timeout=30)


def _broker(lie: RunningLie) -> int | None:
    answer = ctl(lie, "eval", "os:getpid().").stdout.strip().strip('"')
    return int(answer) if answer.isdigit() else None
