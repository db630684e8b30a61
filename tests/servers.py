"""Real servers for tests: private ones, on free ports, gone with the test run.

Each is a context manager.  RabbitMQ and Valkey are the launcher's own recipes, so what is tested is
what ``bin/run`` starts.
"""

import os
import secrets
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

from lie_project.launcher.leash import leash
from lie_project.launcher.logs import tail
from lie_project.launcher.ports import LOOPBACK, free_port
from lie_project.launcher.probes import redis_answers
from lie_project.launcher.process import Spec, Stage, kill_group
from lie_project.launcher.rabbitmq import RabbitMQ, private_rabbitmq
from lie_project.launcher.valkey import private_valkey

PATIENCE = 90.0  # seconds; a condition that takes longer has failed


def until(condition: Callable[[], bool], what: str, patience: float = PATIENCE) -> None:
    """Return as soon as ``condition`` holds.  AssertionError with ``what`` when it never does."""
    deadline = time.monotonic() + patience
    while not condition():
        assert time.monotonic() < deadline, f"not in {patience:.0f} s: {what}"
        time.sleep(0.02)  # between two looks at the condition


@contextmanager
def running_valkey(directory: Path, port: int | None = None) -> Iterator[str]:
    """A Valkey that keeps its data in ``directory``; gives the URL of its database 0."""
    valkey = private_valkey(directory, port)
    with running(valkey.spec, directory):
        yield valkey.url(0)


@contextmanager
def running_rabbitmq(directory: Path) -> Iterator[RabbitMQ]:
    """A RabbitMQ node; ``.url()`` reaches it, ``.ctl`` is rabbitmqctl for it."""
    rabbitmq = private_rabbitmq(directory)
    with running(rabbitmq.names, directory), running(rabbitmq.spec, directory):
        yield rabbitmq


@contextmanager
def running_redis(directory: Path) -> Iterator[str]:
    """Debian's Redis server; gives the URL of its database 0."""
    port, password = free_port(), secrets.token_hex()
    spec = Spec(
        name="redis",
        argv=(
            *("redis-server", "--bind", LOOPBACK, "--port", str(port), "--requirepass", password),
            *("--dir", str(directory), "--save", ""),
        ),
        stage=Stage.SERVERS,
        ready=lambda: redis_answers(port, password),
    )
    with running(spec, directory):
        yield f"redis://:{password}@{LOOPBACK}:{port}/0"


@contextmanager
def running_postgres() -> Iterator[str]:
    """A PostgreSQL server with an empty database; gives its URL.

    The server refuses to run as root: then it runs as the user of Debian's package, who must be able
    to reach its directory, hence not under pytest's."""
    user = "postgres" if os.getuid() == 0 else None
    port, password = free_port(), secrets.token_hex()
    with tempfile.TemporaryDirectory(prefix="lie-postgres-") as name:
        directory = Path(name)
        if user:
            shutil.chown(directory, user, user)
        _init_postgres(directory, password, user)
        spec = Spec(
            name="postgres",
            argv=(
                *(_postgres_program("postgres"), "-D", f"{directory}/data", "-p", str(port)),
                *("-k", name, "-c", f"listen_addresses={LOOPBACK}", "-c", "fsync=off"),
            ),
            stage=Stage.SERVERS,
            ready=lambda: _accepts(port, directory),
        )
        with running(spec, directory, user):
            yield f"postgres://lie:{password}@{LOOPBACK}:{port}/postgres"


class RunningLie:
    """The real launcher with everything it started."""

    def __init__(self, process: subprocess.Popen[bytes], url: str, data: Path, output: Path) -> None:
        self.process = process
        self.url = url
        self.data = data
        self._output = output

    @property
    def said(self) -> str:
        """All that it has printed."""
        return self._output.read_text(encoding="utf-8")


def started_lie(
    data: Path,
    *arguments: str,
    port: int | None = None,
    environ: Mapping[str, str] | None = None,
    output: Path | None = None,
) -> RunningLie:
    """Start the launcher as a person would, and do not wait for anything; see ``running_lie``."""
    port = port or free_port()
    data.mkdir(parents=True, exist_ok=True)
    output = output or data / "said.txt"
    with open(output, "wb") as file:
        process = subprocess.Popen(
            [
                *(sys.executable, "-m", "lie_project.launcher"),
                *("--port", str(port), "--data", str(data), *arguments),
            ],
            env={**outer_environ(), **(environ or {})},
            stdin=subprocess.DEVNULL,
            stdout=file,
            stderr=subprocess.STDOUT,
            preexec_fn=leash(),
        )
    return RunningLie(process, f"http://{LOOPBACK}:{port}", data, output)


@contextmanager
def running_lie(
    data: Path,
    *,
    port: int | None = None,
    rabbitmq: bool = False,
    env: Mapping[str, str] | None = None,
) -> Iterator[RunningLie]:
    """All of LIE, ready, on a free port; stopped and drained at the end."""
    lie = started_lie(data, *(["--rabbitmq"] if rabbitmq else []), port=port, environ=env)
    try:
        until_ready(lie)
        yield lie
    finally:
        lie.process.terminate()
        try:
            lie.process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            lie.process.kill()
            lie.process.wait()
            raise


def until_ready(lie: RunningLie) -> None:
    """Return when the launcher has said that LIE is ready."""
    until(lambda: f"LIE is ready at {lie.url}" in lie.said or lie.process.poll() is not None, "LIE is ready")
    assert lie.process.poll() is None, lie.said


def outer_environ() -> dict[str, str]:
    """This environment without what the tests set for Django in this process."""
    return {name: value for name, value in os.environ.items() if not name.startswith("LIE_")}


@contextmanager
def running(spec: Spec, directory: Path, user: str | None = None) -> Iterator[int]:
    """A process of the launcher's kind, ready; its log is in ``directory``.

    Gives its number.  Gone at the end."""
    log = directory / f"{spec.name}.log"
    with open(log, "ab") as output:
        process = subprocess.Popen(
            spec.argv,
            env={**outer_environ(), **spec.environ},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            preexec_fn=leash(),
            user=user,
            group=user,
            extra_groups=[] if user else None,
        )
    try:
        until(lambda: spec.ready() or process.poll() is not None, f"{spec.name} answers")
        assert process.poll() is None, tail(log)
        yield process.pid
    finally:
        process.terminate()
        with suppress(subprocess.TimeoutExpired):
            process.wait(10)
        kill_group(process.pid)
        process.wait()


def _init_postgres(directory: Path, password: str, user: str | None) -> None:
    secret = directory / "password"
    secret.write_text(password)
    secret.chmod(0o644)  # the directory is closed to others
    subprocess.run(
        [
            *(_postgres_program("initdb"), "-D", f"{directory}/data", "-U", "lie", "--no-sync"),
            *("--auth=scram-sha-256", f"--pwfile={secret}", "--encoding=UTF8", "--locale=C.UTF-8"),
        ],
        check=True,
        stdout=subprocess.DEVNULL,
        user=user,
        group=user,
        cwd=directory,
    )


def _accepts(port: int, directory: Path) -> bool:
    """Has the server finished starting?  It listens before it does."""
    asked = subprocess.run(
        [_postgres_program("pg_isready"), "-h", LOOPBACK, "-p", str(port)],
        stdout=subprocess.DEVNULL,
        cwd=directory,
    )
    return asked.returncode == 0


def _postgres_program(name: str) -> str:
    """A program of PostgreSQL: Debian keeps those of the server away from the PATH."""
    packaged = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"))
    found = str(packaged[-1]) if packaged else shutil.which(name)
    assert found, f"PostgreSQL's {name} is not installed; bin/test installs it"
    return found
