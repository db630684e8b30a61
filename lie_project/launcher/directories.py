"""Where things lie under the data directory."""

import os
import shlex
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from lie_project.launcher.failure import CannotStart
from lie_project.launcher.private import private_directory, write_private


@dataclass(frozen=True)
class Directories:
    """The data directory and what the launcher keeps in it."""

    data: Path

    @property
    def run(self) -> Path:
        """What is true of this run only: emptied at each start."""
        return self.data / "run"

    def log(self, name: str) -> Path:
        return self.data / "log" / f"{name}.log"

    def ready_file(self, name: str) -> Path:
        return self.run / f"{name}.ready"

    def write_environment(self, environ: Mapping[str, str]) -> None:
        """Keep what our processes got from the launcher, for ``bin/manage`` to use the same."""
        lines = [f"export {name}={shlex.quote(environ[name])}\n" for name in sorted(environ)]
        write_private(self.run / "environment", "".join(lines))


def make(data: Path) -> Directories:
    """The directories of ``data``, made if need be.  CannotStart when they cannot be."""
    try:
        for path in (data, data / "log", data / "run"):
            private_directory(path)
    except OSError as error:
        raise CannotStart(f"{data} cannot be used as data directory ({error.strerror}).") from error
    if not os.access(data, os.W_OK):
        raise CannotStart(f"the data directory {data} cannot be written to; choose another with --data.")
    return Directories(data)


def forget_last_run(directories: Directories) -> None:
    """Remove what is left of an earlier run; call it while holding the data directory's lock."""
    for path in directories.run.iterdir():
        path.unlink()
