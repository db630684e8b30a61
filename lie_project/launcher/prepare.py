"""``manage.py prepare``: everything that must be done once before the processes start."""

import json
from collections.abc import Mapping

from lie_project.launcher.children import Queues, manage
from lie_project.launcher.directories import Directories
from lie_project.launcher.failure import CannotStart
from lie_project.launcher.logs import tail
from lie_project.launcher.process import kill_group, spawn


async def prepare(directories: Directories, environ: Mapping[str, str]) -> Queues:
    """Run it and return the queues of every worker, which it prints as its last line of JSON.

    Raises CannotStart with what it said when it fails."""
    log = directories.log("prepare")
    log.unlink(missing_ok=True)
    process = await spawn(manage("prepare"), environ, log)
    try:
        code = await process.wait()
    finally:  # also when the start is called off
        kill_group(process.pid)
    if code != 0:
        raise CannotStart(f"it could not be prepared:\n{tail(log)}")
    return queues_in(log.read_text(encoding="utf-8"))


def queues_in(output: str) -> Queues:
    """The queues in what ``prepare`` printed: the last line that is a JSON object."""
    for line in reversed(output.splitlines()):
        if line.startswith("{"):
            queues: Queues = json.loads(line)["queues"]
            return queues
    raise CannotStart("manage.py prepare did not say which queues the workers have.")
