"""The servers that are compared, each on processor 0; the generator and Redis have the other one."""

import os
import secrets
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from lie_project import web
from lie_project.launcher.ports import free_port
from lie_project.launcher.probes import tcp_answers
from tests.servers import until

ROOT = Path(__file__).resolve().parents[2]
PEERS = ROOT / "bench" / "sockets" / "peers"
KEY = "of the bench alone, forty characters long"


@dataclass
class Server:
    """One that runs: where, as what process, and how to speak to it."""

    name: str
    dialect: str
    port: int
    pid: int
    rooms: list[str] = field(default_factory=list)


@contextmanager
def tutorial(redis_url: str) -> Iterator[Server]:
    """daphne, AsyncJsonWebsocketConsumer, channels_redis' core layer."""
    port = free_port()
    where = ["-b", "127.0.0.1", "-p", str(port)]
    argv = [sys.executable, "-m", "daphne", "-v", "0", *where, "bench.sockets.peers.tutorial:application"]
    with _running(argv, port, {"BENCH_REDIS_URL": redis_url}) as process:
        yield Server("tutorial", "tutorial", port, process.pid)


@contextmanager
def lie(redis_url: str, asgi: str) -> Iterator[Server]:
    """Our gateway on daphne or uvicorn, started with the options of ``lie_project.web``."""
    port = free_port()
    environ = environment(redis_url) | {"LIE_ASGI": asgi, "LIE_PORT": str(port)}
    command = [sys.executable, *web.server(["--port", str(port)], environ)]
    command = [word.replace(web.APPLICATION, "bench.sockets.peers.lie:application") for word in command]
    with _running(command, port, environ) as process:
        yield Server(f"lie on {asgi}", "lie", port, process.pid)


@contextmanager
def socketio(modules: Path) -> Iterator[Server]:
    """socket.io 4 on node, its rooms in its own memory."""
    port = free_port()
    script = modules / "socketio.mjs"
    script.write_text((PEERS / "socketio.mjs").read_text())
    with _running(["node", str(script), str(port)], port, {}) as process:
        yield Server("socket.io", "socketio", port, process.pid)


def installed_socketio() -> Path:
    """A folder under var/ with socket.io in it; npm fetches it the first time.

    Raises RuntimeError with a sentence when that fails.
    """
    place = ROOT / "var" / "bench" / "socketio"
    if not (place / "node_modules" / "socket.io").exists():
        place.mkdir(parents=True, exist_ok=True)
        done = subprocess.run(["npm", "install", "--no-audit", "--no-fund", "socket.io@4"], cwd=place)
        if done.returncode:
            raise RuntimeError("npm could not install socket.io; --quick leaves it out")
    return place


def environment(redis_url: str) -> dict[str, str]:
    """What our own processes need; nothing of the database is ever touched."""
    return {
        "DJANGO_SETTINGS_MODULE": "lie_project.settings",
        "LIE_SECRET_KEY": KEY,
        "LIE_DATABASE_URL": f"sqlite:///{tempfile.gettempdir()}/{secrets.token_hex(4)}.sqlite3",
        "LIE_REDIS_URL": redis_url,
        "LIE_BROKER_URL": redis_url,
        "LIE_HOSTS": "127.0.0.1",
    }


def pinned(processor: int) -> Callable[[], None]:
    """For ``preexec_fn``: the child gets one processor for its own."""
    available = sorted(os.sched_getaffinity(0))
    chosen = available[processor % len(available)]
    return lambda: os.sched_setaffinity(0, {chosen})


@contextmanager
def _running(argv: list[str], port: int, environ: dict[str, str]) -> Iterator[subprocess.Popen[bytes]]:
    outer = {name: value for name, value in os.environ.items() if not name.startswith("LIE_")}
    with tempfile.TemporaryFile() as output:
        process = subprocess.Popen(
            argv,
            cwd=ROOT,
            env=outer | environ | {"PYTHONPATH": str(ROOT)},
            stdout=output,
            stderr=subprocess.STDOUT,
            preexec_fn=pinned(0),
        )
        try:
            until(lambda: tcp_answers("127.0.0.1", port) or process.poll() is not None, "the server")
            if process.poll() is not None:
                output.seek(0)
                raise RuntimeError(output.read().decode(errors="replace")[-2000:])
            yield process
        finally:
            process.kill()
            process.wait()
            output.seek(0)
            print(output.read().decode()[-3000:])
