#!/usr/bin/env python3
"""Promises that are figures: G5 isolation, G9 emit with a frozen broker, G14 punctual deadlines.

    bench/promises.py                          all three, about 2 minutes
    bench/promises.py isolation | emit | deadlines
    bench/promises.py --json

On a private RabbitMQ, Valkey and SQLite, with real workers and a real clock.  Exit 0: every bar was held.
"""

import argparse
import itertools
import json
import os
import signal
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path[0] = str(ROOT)  # not this directory: here "events" would be bench/events.py

PYTHON = ROOT / ".venv" / "bin" / "python"
if PYTHON.exists() and Path(sys.prefix) != PYTHON.parents[1] and "VIRTUAL_ENV" not in os.environ:
    os.execv(PYTHON, [str(PYTHON), __file__, *sys.argv[1:]])

from lie_project.launcher.leash import leash  # noqa: E402
from lie_project.launcher.rabbitmq import RabbitMQ  # noqa: E402
from tests import servers  # noqa: E402

RATE = 50  # events a second
STREAM = 10  # events of one stream
Figures = dict[str, Any]


@dataclass
class Stage:
    """Private servers, and this process set up to emit."""

    scratch: Path
    rabbitmq: RabbitMQ
    started: int = field(default=0)

    @property
    def notes(self) -> Path:
        return self.scratch / "notes"

    @property
    def sick(self) -> Path:
        return self.scratch / "sick"

    def lines(self) -> list[list[str]]:
        return [line.split() for line in self.notes.read_text().splitlines()] if self.notes.exists() else []

    @contextmanager
    def process(self, *argv: str) -> Iterator["subprocess.Popen[bytes]"]:
        """A worker or the clock, at work; ended with the block."""
        self.started += 1
        ready, log = (self.scratch / f"{kind}-{self.started}" for kind in ("ready", "log"))
        with log.open("wb") as output:
            environ = os.environ | {"LIE_READY_FILE": str(ready)}
            process = subprocess.Popen(
                [sys.executable, "-m", *argv],
                cwd=ROOT,
                env=environ,
                stdout=output,
                stderr=output,
                preexec_fn=leash(),
            )
        try:
            servers.until(lambda: ready.exists() or process.poll() is not None, f"{argv} is at work")
            assert process.poll() is None, log.read_text()[-3000:]
            yield process
        finally:
            process.terminate()
            with suppress(subprocess.TimeoutExpired):
                process.wait(15)
            process.kill()
            process.wait()

    def worker(self, queue: str) -> Any:
        options = ("-P", "threads", "-c", "2", "--without-gossip", "--without-mingle", "--without-heartbeat")
        return self.process("celery", "-A", "bench.keeping.app", "worker", "-Q", queue, *options)


@contextmanager
def stage() -> Iterator[Stage]:
    with ExitStack() as stack:
        scratch = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="lie-promises-")))
        for name in ("rabbitmq", "static"):
            (scratch / name).mkdir()
        valkey = stack.enter_context(servers.running_valkey(scratch / "valkey"))
        rabbitmq = stack.enter_context(servers.running_rabbitmq(scratch / "rabbitmq"))
        made = Stage(scratch, rabbitmq)
        for name in [name for name in os.environ if name.startswith("LIE_")]:
            del os.environ[name]
        os.environ |= {
            "DJANGO_SETTINGS_MODULE": "lie_project.settings",
            "LIE_SECRET_KEY": "of the bench alone, forty characters long",
            "LIE_DATABASE_URL": f"sqlite:///{scratch}/lie.sqlite3",
            "LIE_REDIS_URL": valkey,
            "LIE_BROKER_URL": rabbitmq.url(),
            "LIE_DATA_DIR": str(scratch),
            "LIE_LOG_LEVEL": "ERROR",
            "BENCH_NOTES": str(made.notes),
            "BENCH_SICK": str(made.sick),
        }
        migrate = [sys.executable, "manage.py", "migrate", "-v0"]
        subprocess.run(migrate, cwd=ROOT, check=True)
        import bench.keeping.app  # noqa: F401  (sets up Django in this process)

        yield made


def emit(condition: str) -> None:
    """One event, as a handler would store it; each room gets STREAM of them."""
    from bench.keeping.app import Told
    from events.messages.commands import Say
    from events.messages.envelope import wrap_command
    from events.work import unit_of_work

    number = next(_numbers)
    room = f"R{number // STREAM:07}"
    with unit_of_work(wrap_command(Say(text="x"), room)) as work:
        work.append(f"chat/{room}", [Told(condition=condition)], expected=number % STREAM)


_numbers = itertools.count()


def steadily(seconds: float, action: Callable[[], None]) -> None:
    """Do it RATE times a second."""
    start, done = time.monotonic(), 0
    while done < seconds * RATE:
        time.sleep(max(0.0, start + done / RATE - time.monotonic()))  # the rate is the load
        action()
        done += 1


# --- G5 -------------------------------------------------------------------------------------------


def isolation(made: Stage, rounds: int = 5, seconds: float = 4) -> Figures:
    """How long events take to two subscribers while a third is well, always fails, or is stopped.

    It is stopped between two of its transactions: who is stopped inside of one holds the one write lock
    of SQLite, and everybody waits until he is ended."""
    p95: dict[str, list[float]] = defaultdict(list)
    with ExitStack() as stack:
        for queue in ("chat.chat", "media.chat"):
            stack.enter_context(made.worker(queue))
        third = stack.enter_context(made.worker("rooms.chat"))
        stack.enter_context(made.process("bench.keeping.app"))
        _spell(made, third.pid, "warm", seconds)  # connections are made
        for _ in range(rounds):
            for condition in ("well", "failing", "stopped"):
                p95[condition].append(_spell(made, third.pid, condition, seconds))
    medians = {condition: statistics.median(values) for condition, values in p95.items()}
    ratios = {condition: medians[condition] / medians["well"] for condition in ("failing", "stopped")}
    return {"p95_ms": _rounded(medians), "ratio": _rounded(ratios), "good": max(ratios.values()) <= 1.2}


def _spell(made: Stage, third: int, condition: str, seconds: float) -> float:
    """The 95th percentile of both others, in milliseconds."""
    made.notes.unlink(missing_ok=True)
    if condition == "failing":
        made.sick.touch()
    if condition == "stopped":
        _stop(made, third)
    try:
        steadily(seconds, lambda: emit(condition))
        servers.until(lambda: len(made.lines()) >= 2 * seconds * RATE, "both others have handled all")
    finally:
        made.sick.unlink(missing_ok=True)
        os.kill(third, signal.SIGCONT)
    times = [float(ms) for _, ms in made.lines()]
    servers.until(lambda: _level(made), "the third has caught up")
    return statistics.quantiles(times, n=20)[18]


def _stop(made: Stage, process: int) -> None:
    """Stop a process that is in no transaction."""
    while True:
        os.kill(process, signal.SIGSTOP)
        try:
            _ask(made, "BEGIN IMMEDIATE")
            return
        except sqlite3.OperationalError:
            os.kill(process, signal.SIGCONT)


def _level(made: Stage) -> bool:
    """Has every subscriber handled all of every stream?"""
    [[streams]] = _ask(
        made, "SELECT count(DISTINCT stream) FROM events_storedevent WHERE type = 'bench.told'"
    )
    [[handled]] = _ask(made, f"SELECT count(*) FROM events_cursor WHERE sequence = {STREAM}")
    return bool(handled == 3 * streams)


def _ask(made: Stage, query: str) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(made.scratch / "lie.sqlite3", timeout=0.5)) as database:
        return database.execute(query).fetchall()


# --- G14 ------------------------------------------------------------------------------------------


def deadlines(made: Stage, count: int = 500, seconds: float = 20) -> Figures:
    """Milliseconds from a deadline to its command's handler, while events flow."""
    from events import deadlines as rows
    from events.deadlines import Due
    from events.messages.commands import ClosePhase
    from events.messages.envelope import wrap_command
    from events.work import unit_of_work

    made.notes.unlink(missing_ok=True)
    with ExitStack() as stack:
        for queue in ("game.commands", "chat.chat", "media.chat"):
            stack.enter_context(made.worker(queue))
        stack.enter_context(made.process("bench.keeping.app"))
        first = time.time() + 2
        due = {n: first + n * seconds / count for n in range(count)}
        with unit_of_work(wrap_command(ClosePhase(number=0), "ABCDE")) as work:
            wanted = {f"bench-{n}": Due(int(at * 1000), ClosePhase(number=n), n) for n, at in due.items()}
            rows.replace(work, "game/ABCDE", wanted)
        steadily(seconds + 2, lambda: emit("load"))
        servers.until(lambda: {n for n, _ in made.lines()} >= set(map(str, due)), "all deadlines")
    came = [(int(n), float(at)) for n, at in made.lines() if n.isdigit()]
    late = sorted((at - int(due[n] * 1000) / 1000) * 1e3 for n, at in came)
    more = sum(times - 1 for times in Counter(n for n, _ in came).values())
    figures = {"p50": late[len(late) // 2], "p99": late[int(len(late) * 0.99)], "worst": late[-1]}
    early = sum(ms < 0 for ms in late)
    good = not early and not more and late[-1] <= 250
    return {"late_ms": _rounded(figures), "early": early, "fired_again": more, "good": good}


# --- G9 -------------------------------------------------------------------------------------------


def frozen(made: Stage, rounds: int = 4, count: int = 150) -> Figures:
    """A transaction with an event, beside one with a plain row, while the broker is there or stopped."""
    asked = [str(made.rabbitmq.ctl), "-q", "eval", "os:getpid()."]
    answer = subprocess.run(asked, capture_output=True, text=True, check=True).stdout
    broker = int(answer.strip().strip('"'))
    took: dict[str, list[float]] = defaultdict(list)
    _timed(lambda: emit("warm"), 50)
    for _ in range(rounds):
        took["plain"] += _timed(_insert, count)
        took["emit"] += _timed(lambda: emit("well"), count)
        os.kill(broker, signal.SIGSTOP)
        try:
            took["frozen"] += _timed(lambda: emit("frozen"), count)
            took["plain, frozen"] += _timed(_insert, count)
        finally:
            os.kill(broker, signal.SIGCONT)
    p50 = {name: statistics.median(values) for name, values in took.items()}
    p95 = {name: statistics.quantiles(values, n=20)[18] for name, values in took.items()}
    ratio, added = p50["frozen"] / p50["plain, frozen"], p95["frozen"] - p95["plain, frozen"]
    return {
        "p50_ms": _rounded(p50),
        "p95_ms": _rounded(p95),
        "ratio": round(ratio, 2),
        "added_p95_ms": round(added, 2),
        "good": ratio <= 2 and added < 5,
    }


_numbers_of_plain = itertools.count()


def _insert() -> None:
    """A row as long as an event's, by Django's own means."""
    from django.db import transaction
    from django.utils import timezone

    from events.models import StoredEvent

    room = f"P{next(_numbers_of_plain):07}"
    with transaction.atomic():
        StoredEvent.objects.create(
            stream=f"chat/{room}",
            sequence=1,
            event_id=room,
            type="bench.plain",
            room=room,
            time=timezone.now(),
            envelope="x" * 600,
            published_at=datetime.now(UTC),
        )


def _timed(action: Callable[[], None], count: int) -> list[float]:
    """Milliseconds of each."""
    times = []
    for _ in range(count):
        start = time.perf_counter()
        action()
        times.append((time.perf_counter() - start) * 1e3)
    return times


def _rounded(figures: dict[str, float]) -> dict[str, float]:
    return {name: round(value, 2) for name, value in figures.items()}


MEASURED: dict[str, Callable[[Stage], Figures]] = {
    "isolation": isolation,
    "deadlines": deadlines,
    "emit": frozen,
}


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("what", nargs="*", help=", ".join(MEASURED))
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    if strangers := set(options.what) - set(MEASURED):
        parser.error(f"not known: {', '.join(sorted(strangers))}")
    with stage() as made:
        figures = {name: MEASURED[name](made) for name in options.what or MEASURED}
    if options.json:
        print(json.dumps(figures))
    else:
        print("\n".join(f"{name:10} {line}" for name, lines in figures.items() for line in lines.items()))
    return 0 if all(lines["good"] for lines in figures.values()) else 1


if __name__ == "__main__":
    sys.exit(main())
