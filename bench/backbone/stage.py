"""Servers, environments and worker processes of one run."""

import json
import os
import subprocess
import sys
import tempfile
import venv
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from lie_project.launcher.leash import leash
from lie_project.launcher.rabbitmq import RabbitMQ
from tests import servers

ROOT = Path(__file__).resolve().parents[2]
VENV = ROOT / "var" / "bench-venv"
WORKER = ("worker", "--without-gossip", "--without-mingle", "--without-heartbeat", "-l", "WARNING")


@dataclass
class Stage:
    """What every measurement needs."""

    scratch: Path
    rabbitmq: RabbitMQ
    environ: dict[str, str]
    others: Path  # python of the environment that FastStream and aio-pika are in
    runs: int = field(default=0)

    def python(self, *argv: str, python: str = sys.executable, **environ: str) -> Any:
        """Run a module to its end; the JSON of its last line."""
        done = subprocess.run(
            [python, "-m", *argv],
            env=self.environ | environ,
            cwd=ROOT,
            stdout=subprocess.PIPE,
            check=True,
            preexec_fn=leash(),
        )
        return json.loads(done.stdout.splitlines()[-1])

    @contextmanager
    def worker(self, side: "Side", mode: str, count: int) -> Iterator["Worker"]:
        """A worker of one side, consuming; ended with the block."""
        self.runs += 1
        out = self.scratch / f"run-{self.runs}.json"
        environ = {"BENCH_MODE": mode, "BENCH_COUNT": str(count), "BENCH_OUT": str(out), **side.environ}
        log = self.scratch / f"run-{self.runs}.log"
        with log.open("wb") as output:
            process = subprocess.Popen(
                [str(self.others) if side.elsewhere else sys.executable, *side.argv],
                env=self.environ | environ,
                cwd=ROOT,
                stdout=output,
                stderr=output,
                preexec_fn=leash(),
            )
        try:
            yield Worker(process, out, log)
        finally:
            process.kill()  # nothing is left to be finished, and a graceful end takes Celery seconds
            process.wait()


@dataclass(frozen=True)
class Side:
    """One way to consume: how its worker is started."""

    name: str
    argv: tuple[str, ...]
    environ: dict[str, str] = field(default_factory=dict)
    elsewhere: bool = False  # in the environment of the others
    ours: bool = False


@dataclass
class Worker:
    process: "subprocess.Popen[bytes]"
    out: Path
    log: Path

    def alive(self) -> bool:
        return self.process.poll() is None

    def result(self) -> Any:
        """What its tally has written, as soon as it is there."""
        servers.until(lambda: self.out.exists() or not self.alive(), "all events are handled", 120)
        if not self.out.exists():
            raise RuntimeError(self.log.read_text()[-4000:])
        return json.loads(self.out.read_text())


@contextmanager
def stage(database: str) -> Iterator[Stage]:
    """RabbitMQ, Valkey and an empty database ("sqlite" or "postgresql"), all private."""
    others = other_environment()
    with ExitStack() as stack:
        scratch = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="lie-bench-")))
        (scratch / "rabbitmq").mkdir()
        valkey = stack.enter_context(servers.running_valkey(scratch / "valkey"))
        rabbitmq = stack.enter_context(servers.running_rabbitmq(scratch / "rabbitmq"))
        if database == "postgresql":
            url = stack.enter_context(servers.running_postgres())
        else:
            url = f"sqlite:///{scratch}/lie.sqlite3"
        environ = _environ(scratch, rabbitmq, valkey, url)
        migrate = [sys.executable, "manage.py", "migrate", "-v0"]
        subprocess.run(migrate, cwd=ROOT, env=environ, check=True)
        yield Stage(scratch, rabbitmq, environ, others)


def _environ(scratch: Path, rabbitmq: RabbitMQ, valkey: str, database: str) -> dict[str, str]:
    (scratch / "static").mkdir()
    outer = {name: value for name, value in os.environ.items() if not name.startswith("LIE_")}
    return {
        **outer,
        "DJANGO_SETTINGS_MODULE": "lie_project.settings",
        "LIE_SECRET_KEY": "of the bench alone, forty characters long",
        "LIE_DATABASE_URL": database,
        "LIE_REDIS_URL": valkey,
        "LIE_BROKER_URL": rabbitmq.url(),
        "LIE_DATA_DIR": str(scratch),
        "BENCH_URL": rabbitmq.url(),
    }


def other_environment() -> Path:
    """Python with FastStream and aio-pika, made at the first run under var/."""
    python, wanted = VENV / "bin" / "python", ROOT / "bench" / "requirements.txt"
    stamp = VENV / "installed"
    if not stamp.exists() or stamp.read_bytes() != wanted.read_bytes():
        print("Installing FastStream and aio-pika into var/bench-venv, once.", file=sys.stderr)
        venv.create(VENV, with_pip=True)
        pip = [str(python), "-m", "pip", "install", "-qq", "--disable-pip-version-check", "-r", str(wanted)]
        subprocess.run(pip, check=True)
        stamp.write_bytes(wanted.read_bytes())
    return python
