"""``python -m lie_project.launcher``: see ``--help``."""

import asyncio
import os
import sys

from lie_project.launcher import launch, options
from lie_project.launcher.failure import CannotStart


def main() -> int:
    """Run LIE until it is told to stop.  0: drained and stopped; 1: could not start or was cut short."""
    try:
        return asyncio.run(launch.run(options.read(sys.argv[1:], os.environ)))
    except CannotStart as failure:
        print(f"LIE cannot start: {failure}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:  # before the loop took the signal over: nothing is started yet
        return 130


if __name__ == "__main__":
    sys.exit(main())
