"""``bin/cluster [--minutes N] [--rooms R] [--seed S] [--only kill,…] [--json]``

Exit 0: nothing is lost, nothing doubled.

Starts PostgreSQL, three RabbitMQ nodes as one broker, Valkey, two web processes behind nginx, two media
servers, the workers and the clock, all on this machine. Robots play through nginx while one part after the
other breaks: a node is killed, stopped, frozen, cut off from the others; a web process and a media server are
killed.
"""

import argparse
import sys
import tempfile
from pathlib import Path

import msgspec

import tests.conftest  # noqa: F401  (Django's environment)
from tests.cluster.faults import SCENES
from tests.cluster.play import Result, run

NAMES = [scene.name for scene in SCENES]
COLUMNS = ("fault", "recovery", "silence", "mended", "rounds", "commands", "lost", "doubled", "what")


def main() -> int:
    options = _options()
    with tempfile.TemporaryDirectory(prefix="lie-cluster-") as data:
        result = run(options.seed, options.minutes, options.rooms, Path(data), options.only)
    print(msgspec.json.encode(result).decode() if options.json else table(result))
    return 0 if result.good else 1


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="bin/cluster", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--minutes", type=float, default=0, help="all faults at least once; 0: no more")
    parser.add_argument("--rooms", type=int, default=4, help="games at once")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", type=_names, default=NAMES, help=f"of {','.join(NAMES)}")
    parser.add_argument("--json", action="store_true")
    return parser.parse_args()


def _names(text: str) -> list[str]:
    names = text.split(",")
    if set(names) - set(NAMES):
        raise argparse.ArgumentTypeError(f"choose from {', '.join(NAMES)}")
    return names


def table(result: Result) -> str:
    """Lines for people; what was lost or doubled is told below them."""
    rows = [list(COLUMNS)]
    for told in result.faults:
        values = msgspec.to_builtins(told)
        rows.append([str(len(v) if isinstance(v := values[name], list) else v) for name in COLUMNS])
    widths = [max(len(row[place]) for row in rows) for place in range(len(COLUMNS))]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) for row in rows]
    lines.append(f"queues by number of copies: {result.members}")
    for told in result.faults:
        lines += [f"{told.fault}: {each}" for each in [*told.lost, *told.doubled, *told.leaked]]
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main())
