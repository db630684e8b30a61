"""``manage.py workers``: who serves what, is it enough?  ``manage.py workers drain NAME`` ends one in peace.

A drained worker takes nothing new, finishes what it holds and exits with 0; what it had been given and not
begun goes back to its queue.  Whoever keeps it running (bin/run, systemd with Restart=always) starts another:
that is how one is renewed.  To have one fewer, tell them first.
"""

import os
import signal
import socket
import time
from pathlib import Path
from typing import Any

import msgspec
from django.core.management.base import BaseCommand, CommandError, CommandParser

from events import registry
from events.workers.beats import Beat
from lie_project.staffing import Load, advice
from lie_project.watching import Unknown, Watched, living, watch

POLL = 0.05  # seconds between two looks whether it has ended
PATIENCE = 60.0  # seconds; LIE_HANDLER_HARD is less


class Command(BaseCommand):
    help = "Shows which worker serves what, how late each concern is and whether to add one; drains one."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("action", nargs="?", choices=["show", "drain"], default="show")
        parser.add_argument("name", nargs="?", help="of the worker to drain, as show prints it")
        parser.add_argument("--seconds", type=float, default=3.0, help="how long to look (3)")
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, *args: Any, **options: Any) -> None:
        """Exit code 2 when Redis does not answer or there is no such worker here."""
        try:
            if options["action"] == "drain":
                self._drain(options["name"] or "")
            else:
                self._show(watch(options["seconds"]), options["json"])
        except Unknown as error:
            raise CommandError(f"{error}.", returncode=2) from error

    def _show(self, seen: Watched, as_json: bool) -> None:
        if as_json:
            self.stdout.write(msgspec.json.encode(_plain(seen)).decode())
            return
        self.stdout.write(f"{'worker':40}{'state':9}{'messages/s':>11}{'handled':>10}{'up, s':>9}")
        for name, (beat, rate) in seen.workers.items():
            up = time.time() - beat.since
            self.stdout.write(f"{name:40}{beat.state:9}{rate:11.1f}{beat.handled:10}{up:9.0f}")
        self.stdout.write(
            f"\n{'concern':10}{'workers':>8}{'waiting':>9}{'a second':>10}{'p95, s':>8}  advice"
        )
        for concern, load in seen.loads.items():
            figures = f"{load.workers:8}{_or_dash(load.waiting):>9}{load.rate:10.1f}{_or_dash(load.lag):>8}"
            self.stdout.write(f"{concern:10}{figures}  {advice(load)}")

    def _drain(self, name: str) -> None:
        beat = living().get(name)
        if beat is None:
            known = ", ".join(living()) or "none is at work"
            raise CommandError(f"no worker of the name {name!r}; there are: {known}.", returncode=2)
        if beat.host != socket.gethostname():
            raise CommandError(f"that worker runs on {beat.host}; drain it there.", returncode=2)
        if not is_worker(beat):
            raise CommandError(f"process {beat.pid} is not that worker (any more).", returncode=2)
        began = _started(beat.pid)
        os.kill(beat.pid, signal.SIGTERM)
        self.stdout.write(f"{name} takes nothing new and finishes what it holds.")
        self._wait(beat.pid, began)
        self.stdout.write(f"{name} has ended; {beat.handled} messages were handled before it was asked to.")

    def _wait(self, pid: int, began: str) -> None:
        deadline = time.monotonic() + PATIENCE
        while began and _started(pid) == began:
            if time.monotonic() > deadline:
                raise CommandError(f"it has not ended in {PATIENCE:.0f} s; its log says why.", returncode=1)
            time.sleep(POLL)  # between two looks at the process


def is_worker(beat: Beat) -> bool:
    """Is that process a Celery worker on that concern's queues?  Another one may have its number by now."""
    try:
        words = Path(f"/proc/{beat.pid}/cmdline").read_bytes().decode(errors="replace").split("\0")
    except OSError:
        return False
    return "worker" in words and bool(
        {queue for word in words for queue in word.split(",")} & set(registry.queues_of(beat.kind))
    )


def _started(pid: int) -> str:
    """What no later process of this number has; "" for none, or one that has ended."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return ""
    return "" if fields[0] == "Z" else fields[19]


def _plain(seen: Watched) -> dict[str, Any]:
    return {
        "workers": {
            name: {**msgspec.to_builtins(beat), "rate": rate} for name, (beat, rate) in seen.workers.items()
        },
        "concerns": {name: _with_advice(load) for name, load in seen.loads.items()},
    }


def _with_advice(load: Load) -> dict[str, Any]:
    return {**msgspec.to_builtins(load), "advice": advice(load)}


def _or_dash(value: float | None) -> str:
    return "-" if value is None else f"{value:g}"
