"""A vote's whole way, in a LIE as ``bin/run --rabbitmq`` starts it: socket, RabbitMQ, Celery worker, log,
Redis, and back to all 8 of its room.  Beside it the floor: the same gateway and nothing between it and Redis.
"""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from bench.sockets.load import Plan, Result, cpu_of
from bench.sockets.servers import ROOT
from tests.faults.stack import pid_of
from tests.servers import RunningLie, running_lie

ROOMS, RATES = 25, (50.0, 200.0)
PROCESSES = ("web", "game", "rooms", "chat", "media", "patterns", "clock", "valkey", "rabbitmq")

Run = Callable[[Plan], Result]


def measured(run: Run, seconds: float) -> Iterator[tuple[str, Any]]:
    """Figures of votes at each of RATES, as pairs of a rate and its figures; times in milliseconds."""
    with tempfile.TemporaryDirectory() as directory, running_lie(Path(directory), rabbitmq=True) as lie:
        environ = _environment_of(lie)
        port = int(lie.url.rpartition(":")[2])
        plan = Plan("play", port, ROOMS * 8, 0, seconds, vote_every=1, silent=1, **_ask(environ, str(ROOMS)))
        for plan.rate in RATES:
            pids = {name: pid_of(lie, name) or 0 for name in PROCESSES}
            before = {name: cpu_of(pid) for name, pid in pids.items()}
            result = run(plan)
            spent = {name: cpu_of(pid) - before[name] for name, pid in pids.items()}
            yield f"{plan.rate:.0f}/s", dict(_figures(result, _ask(environ, "times"), spent))


def _figures(result: Result, decided: dict[str, int], spent: dict[str, float]) -> Iterator[tuple[str, Any]]:
    yield "sent", result.sent
    yield "lost", result.lost
    yield "doubled", result.doubled
    yield "p50", round(result.vote_p50, 1)
    yield "p99", round(result.vote_p99, 1)
    yield from _halves(result, decided)
    yield "processor_ms", {n: round(cpu / result.sent * 1000, 2) for n, cpu in spent.items()}


def _halves(result: Result, decided: dict[str, int]) -> Iterator[tuple[str, Any]]:
    """Up to the decision (socket, RabbitMQ, queue, worker's read), and from there to the last of the 8
    (commit, Redis, hub, sockets)."""
    there, back = [], []
    for id, at in decided.items():
        _, sender, number, sent = id.split("_")
        came = result.came_last.get(f"{sender}:{number}")
        if came and sender and at < came and int(sent) >= result.began_ns:
            there.append(at - int(sent) - result.wall_ns)
            back.append(came - at)
    for name, times in (("to_decision", sorted(there)), ("to_sockets", sorted(back))):
        if times:
            yield f"{name}_p50", round(times[len(times) // 2] / 1e6, 1)
            yield f"{name}_p99", round(times[len(times) * 99 // 100] / 1e6, 1)


def _environment_of(lie: RunningLie) -> dict[str, str]:
    """What its processes have from the launcher."""
    entries = Path(f"/proc/{pid_of(lie, 'web')}/environ").read_bytes().decode().split("\0")
    own = dict(entry.split("=", 1) for entry in entries if entry.startswith(("LIE_", "DJANGO_")))
    outer = {name: value for name, value in os.environ.items() if not name.startswith("LIE_")}
    return outer | own | {"DJANGO_SETTINGS_MODULE": "lie_project.settings"}


def _ask(environ: dict[str, str], argument: str) -> Any:
    command = [sys.executable, "-m", "bench.sockets.seating", argument]
    done = subprocess.run(command, cwd=ROOT, env=environ, stdout=subprocess.PIPE, check=True)
    return json.loads(done.stdout)
