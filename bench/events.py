#!/usr/bin/env python3
"""Our delivery beside a bare kombu consumer, plain Celery and FastStream, and our publisher beside aio-pika.

    bench/events.py            three rounds on each database at hand, about 6 minutes
    bench/events.py --quick    one round on SQLite with fewer sides, under a minute: to see that all works
    bench/events.py --database postgresql    that one alone, also quick
    bench/events.py --json     one JSON object for each database

The first run installs FastStream and aio-pika into var/bench-venv.  docs/performance.md explains.
"""

import argparse
import json
import os
import shutil
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path[0] = str(ROOT)  # not this directory: here "events" would be this file

PYTHON = ROOT / ".venv" / "bin" / "python"
if PYTHON.exists() and Path(sys.prefix) != PYTHON.parents[1] and "VIRTUAL_ENV" not in os.environ:
    os.execv(PYTHON, [str(PYTHON), __file__, *sys.argv[1:]])

from bench.backbone import measure, report, sides  # noqa: E402
from bench.backbone.stage import Stage, stage  # noqa: E402

RATE = 200  # events a second, wherever a rate is steady


def main() -> None:
    options = _parser().parse_args()
    for database in [options.database] if options.database else databases(options.quick):
        with stage(database) as made:
            figures = {"database": database, **run(made, options.quick)}
        print(json.dumps(figures) if options.json else "\n".join([*report.text(figures), ""]), flush=True)


def databases(quick: bool) -> list[str]:
    """SQLite always; PostgreSQL when its server is installed."""
    at_hand = Path("/usr/lib/postgresql").is_dir() or shutil.which("postgres")
    return ["sqlite", "postgresql"] if at_hand and not quick else ["sqlite"]


def run(stage: Stage, quick: bool) -> dict[str, Any]:
    """All measurements; the sides take turns in every round, so that a busy machine is busy for each."""
    rounds, count, seconds = (1, 1000, 2) if quick else (3, 4000, 4)
    idle = sides.NOOP_QUICK if quick else sides.NOOP
    noop = [{s.name: measure.rate(stage, s, "noop", count) for s in idle} for _ in range(rounds)]
    real = [{s.name: measure.rate(stage, s, "real", count) for s in sides.REAL} for _ in range(rounds)]
    waits = [
        {s.name: measure.latency(stage, s, RATE * seconds, RATE) for s in _waiting(quick)}
        for _ in range(rounds)
    ]
    publishing = [_flat(measure.publishing(stage, seconds / 2, RATE)) for _ in range(rounds)]
    figures: dict[str, Any] = {
        "quick": quick,
        "rounds": rounds,
        "noop": report.medians(noop),
        "real": report.medians(real),
        "latency": report.medians(waits),
        "publishing": report.medians(publishing),
        "frozen": measure.frozen(stage, 100 if quick else 400),
    }
    return {**figures, "goals": report.goals(figures)}


def _waiting(quick: bool) -> tuple[sides.Side, ...]:
    return sides.LATENCY[:1] if quick else sides.LATENCY


def _flat(figures: dict[str, Any]) -> dict[str, dict[str, float]]:
    return {
        side: {f"{part}_{name}": value for part, row in parts.items() for name, value in row.items()}
        for side, parts in figures.items()
    }


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--quick", action="store_true", help="one round on SQLite, under a minute")
    parser.add_argument("--database", choices=("sqlite", "postgresql"), help="that one alone")
    parser.add_argument("--json", action="store_true", help="one JSON object for each database")
    return parser


if __name__ == "__main__":
    main()
