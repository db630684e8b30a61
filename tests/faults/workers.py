"""Real worker processes on the test's database, started again whenever they end, as a supervisor does."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from django.db import connection

from events import registry
from lie_project.launcher.logs import tail
from tests.servers import until


class Kept:
    """One worker; ``codes``: how its lives have ended so far."""

    def __init__(self, concern: str, environ: Mapping[str, str], directory: Path) -> None:
        self.codes: list[int] = []
        self.ready = directory / "ready"
        self.log = directory / "log"
        self._started = directory / "started"
        self._started.touch()
        self._environ = {
            **os.environ,
            "LIE_DATABASE_URL": database_url(),
            "LIE_READY_FILE": str(self.ready),
            "LIE_TEST_STARTED": str(self._started),
            **environ,
        }
        self._command = [sys.executable, "-m", "celery", "-A", "tests.faults.harmful_app", "worker"]
        self._command += ["-Q", ",".join(registry.queues_of(concern)), "-P", "threads", "-c", "2"]
        self._command += ["--without-gossip", "--without-mingle", "--without-heartbeat"]
        self._live()

    def _live(self) -> None:
        self.ready.unlink(missing_ok=True)
        with self.log.open("ab") as output:
            self.process = subprocess.Popen(self._command, env=self._environ, stdout=output, stderr=output)

    def started(self, word: str) -> int:
        """How often a handler began with a payload that has this word."""
        return sum(word in line.split() for line in self._started.read_text().splitlines())

    def until(self, condition: Callable[[], bool], what: str) -> None:
        """Wait for it, and start the worker again whenever it has ended."""

        def look() -> bool:
            code = self.process.poll()
            if code is not None:
                self.codes.append(code)
                self._live()
            return condition()

        until(look, what)

    def stop(self) -> None:
        self.process.terminate()
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


@contextmanager
def kept_worker(concern: str, environ: Mapping[str, str], directory: Path) -> Iterator[Kept]:
    """A worker that consumes."""
    kept = Kept(concern, environ, directory)
    try:
        until(lambda: kept.ready.exists() or kept.process.poll() is not None, "the worker consumes")
        assert kept.process.poll() is None, tail(kept.log)
        yield kept
    finally:
        kept.stop()


def database_url() -> str:
    """URL of the database that this test uses."""
    settings = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{settings['NAME']}"
    where = f"{settings['HOST']}:{settings['PORT']}"
    return f"postgres://{settings['USER']}:{settings['PASSWORD']}@{where}/{settings['NAME']}"
