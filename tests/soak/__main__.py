"""``bin/soak --minutes N [--rooms R] [--seed S] [--json]``: exit 0: nothing is lost, nothing grows.

Rooms of robots play one game after the other while processes are killed: in the first third of the time of
every kind, then RabbitMQ, Valkey and the clock; in the last half memory and descriptors of the others are
measured.
The limit is 1 % in ten minutes for all of them together; below ten minutes a slope is mostly noise.
"""

import argparse
import sys
import tempfile
from pathlib import Path

import msgspec

import tests.conftest  # noqa: F401  (Django's environment)
from tests.soak.soak import run


def main() -> int:
    parser = argparse.ArgumentParser(
        prog="bin/soak", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--minutes", type=float, default=30)
    parser.add_argument("--rooms", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="lie-soak-") as data:
        result = run(options.seed, options.minutes, options.rooms, Path(data) / "lie")
    if options.json:
        print(msgspec.json.encode(result).decode())
    else:
        for name, value in msgspec.to_builtins(result).items():
            print(f"{name:12} {value}")
    return 0 if result.good else 1


if __name__ == "__main__":
    sys.exit(main())
