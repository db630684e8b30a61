"""What a child process is, and how one is started and ended."""

import asyncio
import os
import signal
import subprocess
from asyncio.subprocess import Process
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from enum import IntEnum
from pathlib import Path

from lie_project.launcher.leash import leash
from lie_project.launcher.logs import open_log
from lie_project.launcher.options import ROOT


class Stage(IntEnum):
    """The order of a drain: nobody loses what he still needs to finish."""

    WEB = 0
    CLOCK = 1
    WORKERS = 2
    SERVERS = 3
    NAMES = 4  # epmd, which the RabbitMQ node is registered with


@dataclass(frozen=True)
class Spec:
    """A process to be kept running.  ``ready`` asks once whether it does its work by now."""

    name: str
    argv: tuple[str, ...]
    stage: Stage
    ready: Callable[[], bool]
    environ: Mapping[str, str] = field(default_factory=dict)  # beside what all get
    ready_file: Path | None = None  # removed before each start
    silence: float = 0  # seconds without a touch of the ready file that end it; 0: it touches it but once


async def spawn(argv: tuple[str, ...], environ: Mapping[str, str], log: Path) -> Process:
    """Start a process in its own session, on a leash, with its output in ``log``.

    Raises OSError when there is no such program."""
    with open_log(log) as output:
        return await asyncio.create_subprocess_exec(
            *argv,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            env=environ,
            cwd=ROOT,
            start_new_session=True,
            preexec_fn=leash(),
        )


def kill_group(leader: int) -> None:
    """Kill a process and all that stayed in its group."""
    with suppress(ProcessLookupError):
        os.killpg(leader, signal.SIGKILL)


# What a worker's watchdog ends it for (events.workers.watchdog, which cannot be imported here).
OWN_ENDS = {
    81: "a handler was over LIE_HANDLER_HARD",
    82: "its loop was stuck",
    83: "it received nothing although messages waited",
}


def ending(code: int) -> str:
    """How a process ended, in words."""
    if code >= 0:
        return OWN_ENDS.get(code, f"exit code {code}")
    return f"killed by {signal.Signals(-code).name}"
