"""``bin/chaos --minutes N --seed S [--json]``: exit 0 only with nothing lost, doubled or leaked."""

import argparse
import sys
import tempfile
from pathlib import Path

import msgspec

import tests.conftest  # noqa: F401  (Django's environment)
from tests.faults.chaos import run


def main() -> int:
    parser = argparse.ArgumentParser(prog="bin/chaos", description=__doc__)
    parser.add_argument("--minutes", type=float, default=5)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--tables", type=int, default=2, help="games at once")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="lie-chaos-") as data:
        result = run(options.seed, options.minutes, Path(data) / "lie", options.tables)
    if options.json:
        print(msgspec.json.encode(result).decode())
    else:
        for name, value in msgspec.to_builtins(result).items():
            print(f"{name:15} {value}")
    return 0 if result.good else 1


if __name__ == "__main__":
    sys.exit(main())
