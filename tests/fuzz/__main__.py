"""``bin/fuzz --minutes N --seed S``: exit 0 only when every reader took or refused all that it was given."""

import argparse
import sys
import time
from collections import Counter

import tests.conftest  # noqa: F401  (Django's environment)
from tests.fuzz.sweep import Finding, swept
from tests.fuzz.targets import TARGETS

EXAMPLES = 500  # inputs of one look


def main() -> int:
    options = _asked()
    wanted = [target for target in TARGETS if options.target in (None, target.name)]
    tried: Counter[str] = Counter()
    found: dict[tuple[str, str], Finding] = {}
    end, look = time.monotonic() + options.minutes * 60, options.seed * 1_000_000
    while time.monotonic() < end:
        for target in wanted:
            finding = swept(target, look, EXAMPLES)
            tried[target.name] += EXAMPLES
            if finding and (key := (finding.target, finding.error[:60])) not in found:
                found[key] = finding
                print(f"UNCAUGHT in {finding.target}: {finding.error}\n  {finding.body!r}", flush=True)
        look += 1
    for name, number in tried.items():
        print(f"{name:22} {number:9} inputs")
    print(f"seed {options.seed}: {sum(tried.values())} inputs, {len(found)} uncaught")
    return 1 if found else 0


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bin/fuzz", description=__doc__)
    parser.add_argument("--minutes", type=float, default=5)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--target", choices=[target.name for target in TARGETS], help="this one alone")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
