#!/usr/bin/env python3
"""Events a second of the game concern at 1, 2 and 4 workers: faster, in the same order, none doubled.

    bench/scale.py            three rounds
    bench/scale.py --quick    one short round, about a minute: to see that all works
    bench/scale.py --json

On a private RabbitMQ, Valkey and PostgreSQL, with the real game: rooms in which people come and go.  More
workers than processors share them, so on two cores four workers cannot be faster than two.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path[0] = str(ROOT)  # not this directory: here "events" would be bench/events.py

PYTHON = ROOT / ".venv" / "bin" / "python"
if PYTHON.exists() and Path(sys.prefix) != PYTHON.parents[1] and "VIRTUAL_ENV" not in os.environ:
    os.execv(PYTHON, [str(PYTHON), __file__, *sys.argv[1:]])

import psycopg  # noqa: E402

from lie_project.launcher.leash import leash  # noqa: E402
from tests import servers  # noqa: E402

WORKERS = (1, 2, 4)
CELERY = "celery -A lie_project worker -P threads -c 4 --without-gossip --without-mingle --without-heartbeat"


class Stage:
    """Servers and their environment; every run has rooms of its own."""

    def __init__(self, scratch: Path, environ: dict[str, str]) -> None:
        self.scratch, self.environ, self.runs = scratch, environ, 0
        self.queues = self.output("manage.py", "events", "--queues", "game").strip()

    def output(self, *argv: str) -> str:
        done = subprocess.run(
            [sys.executable, *argv],
            env=self.environ,
            cwd=ROOT,
            check=True,
            capture_output=True,
            text=True,
            preexec_fn=leash(),
        )
        return done.stdout

    def load(self, *argv: str) -> Any:
        return json.loads(self.output("-m", "bench.scaling.load", *argv).splitlines()[-1])

    @contextmanager
    def workers(self, count: int) -> Iterator[list[Path]]:
        """That many worker processes of the game; gives the files that they touch once they consume."""
        files = [self.scratch / f"ready-{self.runs}-{number}" for number in range(count)]
        with ExitStack() as stack:
            for file in files:
                named = ("-l", "WARNING", "-n", f"{file.name}@%h", "-Q", self.queues)
                stack.enter_context(self.process(file, "-m", *CELERY.split(), *named))
            yield files

    @contextmanager
    def process(self, ready: Path, *argv: str) -> Iterator[None]:
        """One of ours, killed with the block."""
        with (self.scratch / "processes.log").open("ab") as log:
            process = subprocess.Popen(
                [sys.executable, *argv],
                env=self.environ | {"LIE_READY_FILE": str(ready)},
                cwd=ROOT,
                stdout=log,
                stderr=log,
                preexec_fn=leash(),
            )
        try:
            yield
        finally:
            process.kill()  # all is handled and counted by now
            process.wait()


def measure(stage: Stage, workers: int, rooms: int, steps: int) -> dict[str, Any]:
    """One run: the queues are full before the workers start; counting begins when the last consumes."""
    stage.runs += 1
    run = f"S{stage.runs:02}"
    events = stage.load("fill", run, str(rooms), str(steps))["events"]
    with stage.workers(workers) as files:
        servers.until(lambda: all(file.exists() for file in files), "all workers consume")
        began = time.time()
        with psycopg.connect(stage.environ["LIE_DATABASE_URL"], autocommit=True) as database:
            servers.until(lambda: _handled(database, run) >= events, f"{events} events are handled", 240)
    books = stage.load("books", run)
    counted = [at for at in books["times"] if at >= began]
    return {
        "workers": workers,
        "rate": _rate(counted, began),
        "bulk": _rate(counted[: int(len(counted) * 0.95)], began),
        "counted": len(counted),
        "events": events,
        "lost": events - len(books["times"]),
        "doubled": books["doubled"],
        "disordered": books["disordered"],
        "content": books["content"],
    }


def _rate(times: list[float], began: float) -> float:
    return len(times) / (times[-1] - began) if times else 0.0


def _handled(database: "psycopg.Connection[Any]", run: str) -> int:
    """Every event of these rooms makes the game store one."""
    count = "SELECT count(*) FROM events_storedevent WHERE stream LIKE %s"
    row = database.execute(count, (f"game/{run}%",)).fetchone()
    return int(row[0]) if row else 0


@contextmanager
def stage() -> Iterator[Stage]:
    """RabbitMQ, Valkey and PostgreSQL, private and empty."""
    with ExitStack() as stack:
        scratch = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="lie-scale-")))
        (scratch / "rabbitmq").mkdir()
        valkey = stack.enter_context(servers.running_valkey(scratch / "valkey"))
        rabbitmq = stack.enter_context(servers.running_rabbitmq(scratch / "rabbitmq"))
        outer = {name: value for name, value in os.environ.items() if not name.startswith("LIE_")}
        environ = outer | {
            "DJANGO_SETTINGS_MODULE": "lie_project.settings",
            "LIE_SECRET_KEY": "of the bench alone, forty characters long",
            "LIE_DATABASE_URL": stack.enter_context(servers.running_postgres()),
            "LIE_REDIS_URL": valkey,
            "LIE_BROKER_URL": rabbitmq.url(),
            "LIE_DATA_DIR": str(scratch),
        }
        subprocess.run([sys.executable, "manage.py", "prepare"], cwd=ROOT, env=environ, check=True, stdout=2)
        made = Stage(scratch, environ)
        clock = scratch / "clock"  # it publishes what a busy broker has not confirmed in time
        with made.process(clock, "manage.py", "clock"):
            servers.until(clock.exists, "the clock works")
            yield made


def summary(runs: list[dict[str, Any]]) -> dict[str, Any]:
    """Median rates by number of workers, and whether all runs agree on what happened."""
    rates, bulk = (
        {count: statistics.median(run[of] for run in runs if run["workers"] == count) for count in WORKERS}
        for of in ("rate", "bulk")
    )
    return {
        "cores": os.cpu_count(),
        "load": os.getloadavg()[0],
        "rates": rates,
        "bulk": bulk,  # until 95 % were handled: the rest waits for what comes once a second or less
        "gain": {count: bulk[count] / bulk[1] for count in WORKERS},
        "lost": sum(run["lost"] for run in runs),
        "doubled": sum(run["doubled"] for run in runs),
        "disordered": sum(run["disordered"] for run in runs),
        "same": len({run["content"] for run in runs}) == 1,
    }


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--quick", action="store_true", help="one short round")
    parser.add_argument("--json", action="store_true", help="one JSON object")
    options = parser.parse_args()
    rounds, rooms, steps = (1, 50, 50) if options.quick else (3, 120, 160)
    with stage() as made:
        runs = [measure(made, count, rooms, steps) for _ in range(rounds) for count in WORKERS]
    figures = summary(runs)
    if options.json:
        print(json.dumps(figures))
    else:
        print(f"{figures['cores']} cores, load {figures['load']:.1f}, {runs[0]['events']} events a run")
        for count in WORKERS:
            rate, bulk, gain = (figures[name][count] for name in ("rates", "bulk", "gain"))
            print(f"  {count} workers {rate:8.0f}/s, first 95 % {bulk:8.0f}/s, gain {gain:.2f}")
        print("  " + ", ".join(f"{name} {figures[name]}" for name in ("lost", "doubled", "disordered")))
        print(f"  the same streams in all runs: {'yes' if figures['same'] else 'NO'}")
    wrong = figures["lost"] or figures["doubled"] or figures["disordered"] or not figures["same"]
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
