"""Everything of LIE twice where it can be: PostgreSQL, a broker of three nodes, two webs behind nginx, two
media servers, and a worker for each concern, kept by the launcher."""

import os
import shlex
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import redis

from lie_project.launcher.leash import leash
from lie_project.launcher.ports import LOOPBACK, free_port
from lie_project.launcher.probes import http_answers
from tests.cluster.books import Ledger
from tests.cluster.nodes import Cluster, running_cluster
from tests.integration.gateway.proxies import running_nginx, two_ports
from tests.servers import RunningLie, running_lie, running_postgres, until

PACE = "0.2"  # of the games' phases


@dataclass
class Stack:
    """``url``: nginx's; ``webs``: ports of the web processes; the launcher keeps the first of them."""

    cluster: Cluster
    books: Ledger
    lie: RunningLie
    url: str
    webs: tuple[int, int]
    redis: "redis.Redis"

    def web_pid(self, port: int) -> int:
        """Process id of the web process there."""
        for entry in Path("/proc").iterdir():
            if entry.name.isdigit() and _listens(entry, port):
                return int(entry.name)
        raise LookupError(f"no web process on port {port}")

    def web_answers(self, port: int) -> bool:
        return http_answers(LOOPBACK, port, "/livez")

    def media_servers(self) -> dict[str, int]:
        """Name -> process id of those that beat."""
        beating: Any = self.redis.zrange("lie:media:nodes", 0, -1)
        names = [name.decode() for name in beating]
        return {
            name: int(name.split("-")[1]) for name in names if self.redis.exists(f"lie:media:node:{name}")
        }

    def stranded(self) -> int:
        """Rooms whose media server does not live."""
        living = self.media_servers()
        given: Any = [self.redis.get(key) or b"" for key in self.redis.scan_iter("lie:media:room:*")]
        return sum(not any(name.encode() in each for name in living) for each in given if each)

    def whole(self) -> bool:
        """Is everything there that was there at first?"""
        webs = all(self.web_answers(port) for port in self.webs)
        return webs and len(self.media_servers()) == 2 and self.cluster.whole()


@contextmanager
def running_stack(directory: Path) -> Iterator[Stack]:
    """All of it, ready; gone at the end."""
    with ExitStack() as stack:
        database = stack.enter_context(running_postgres())
        cluster = stack.enter_context(running_cluster(directory / "rabbitmq"))
        (port, plain), webs = two_ports(), (free_port(), free_port())
        environ = {
            "LIE_DATABASE_URL": database,
            "LIE_BROKER_URL": cluster.url,
            "LIE_PACE": PACE,
            "LIE_HTTPS": "1",
            "LIE_PROXY": "1",
            "LIE_HOSTS": "localhost",
            "LIE_ORIGINS": f"https://localhost:{port}",
        }
        lie = stack.enter_context(running_lie(directory / "lie", port=webs[0], env=environ))
        stack.enter_context(second(lie, "web", "-m", "lie_project.web", "--port", str(webs[1])))
        stack.enter_context(second(lie, "media", "manage.py", "runmedia"))
        proxy = directory / "nginx"
        proxy.mkdir()
        stack.enter_context(running_nginx(proxy, port, plain, *webs))
        os.environ["SSL_CERT_FILE"] = str(proxy / "fullchain.pem")  # for the robots
        url = _variable(lie, "LIE_REDIS_URL")
        store = stack.enter_context(redis.Redis.from_url(url))
        made = Stack(cluster, Ledger(database), lie, f"https://localhost:{port}", webs, store)
        until(made.whole, "all is up", 180)
        yield made


@contextmanager
def second(lie: RunningLie, name: str, *arguments: str) -> Iterator[None]:
    """One more process with the settings of the launcher's own."""
    settings = lie.data / "run" / "environment"
    ready = lie.data / "run" / f"second-{name}.ready"
    script = f"set -a; . {shlex.quote(str(settings))}; export LIE_READY_FILE={shlex.quote(str(ready))}; exec"
    with (lie.data / "log" / f"second-{name}.log").open("ab") as output:
        process = subprocess.Popen(
            ["sh", "-c", f"{script} {shlex.join([sys.executable, *arguments])}"],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            preexec_fn=leash(),
        )
    try:
        yield
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _variable(lie: RunningLie, name: str) -> str:
    lines = (lie.data / "run" / "environment").read_text().splitlines()
    [value] = [line.partition("=")[2] for line in lines if line.startswith(f"export {name}=")]
    return shlex.split(value)[0]


def _listens(process: Path, port: int) -> bool:
    try:
        words = process.joinpath("cmdline").read_bytes().split(b"\0")
    except OSError:
        return False
    return str(port).encode() in words and b"lie_project.asgi:application" in words
