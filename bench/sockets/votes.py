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

from bench.sockets.load import Plan, Result
from bench.sockets.servers import ROOT
from tests.faults.stack import pid_of
from tests.servers import RunningLie, running_lie

ROOMS, RATES = 25, (50.0, 200.0)
SIGNS = "VW"  # of the rooms of each
PROCESSES = ("web", "game", "rooms", "chat", "media", "people", "patterns", "clock", "valkey", "rabbitmq")

Run = Callable[[Plan], Result]


def measured(run: Run, seconds: float) -> Iterator[tuple[str, Any]]:
    """Figures of votes at each of RATES, as pairs of a rate and its figures; times in milliseconds."""
    with tempfile.TemporaryDirectory() as directory, running_lie(Path(directory), rabbitmq=True) as lie:
        environ = _environment_of(lie)
        port = int(lie.url.rpartition(":")[2])
        for rate, sign in zip(RATES, SIGNS, strict=True):
            rooms = _ask(environ, str(ROOMS), sign)
            plan = Plan("play", port, ROOMS * 8, rate, seconds, vote_every=1, silent=1, **rooms)
            plan.pids = {name: pid_of(lie, name) or 0 for name in PROCESSES}
            result = run(plan)
            yield f"{rate:.0f}/s", dict(_figures(result, _ask(environ, "times")))


def _figures(result: Result, decided: dict[str, int]) -> Iterator[tuple[str, Any]]:
    yield "sent", result.sent
    yield "sent_per_s", round(result.sent / max(result.sending, 0.001))
    yield "sent_late_p99", round(result.late_p99, 1)
    yield "refused", result.refused
    yield "lost", result.lost
    yield "doubled", result.doubled
    yield "p50", round(result.vote_p50, 1)
    yield "p99", round(result.vote_p99, 1)
    yield from _halves(result, decided)
    yield "processor_ms", {n: round(cpu / result.sent * 1000, 2) for n, cpu in result.spent.items()}
    yield "processor_ms_all", round(sum(result.spent.values()) / result.sent * 1000, 2)
    yield "processor_share_generator", round(result.generator_cpu / result.seconds, 2)


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


def _ask(environ: dict[str, str], *arguments: str) -> Any:
    command = [sys.executable, "-m", "bench.sockets.seating", *arguments]
    done = subprocess.run(command, cwd=ROOT, env=environ, stdout=subprocess.PIPE, check=True)
    return json.loads(done.stdout)
