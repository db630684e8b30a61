"""A Janus of our own."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from lie_project.launcher.ports import LOOPBACK, free_port
from lie_project.launcher.process import Spec, Stage
from tests.servers import running

LIBRARY = next(Path("/usr/lib").glob("*/janus"), Path("/usr/lib/janus"))
KEPT = ("libjanus_videoroom.so", "libjanus_websockets.so")


@dataclass(frozen=True)
class RunningJanus:
    """One that answers."""

    url: str
    process: int


def outer_address() -> str:
    """Of this machine, and no loopback, of which Janus gathers none.  Nothing is sent to find it."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asked:
        asked.connect(("198.51.100.1", 9))
        return str(asked.getsockname()[0])


@contextmanager
def running_janus(directory: Path, port: int | None = None, loops: int = 0) -> Iterator[RunningJanus]:
    """Debian's Janus with nothing but the videoroom.

    ``loops``: how many threads share all connections; 0, as Janus comes: each has its own."""
    port = port or free_port()
    _configure(directory, port, loops)
    spec = Spec(
        name="janus",
        argv=("janus", f"--configs-folder={directory}", f"--config={directory}/janus.jcfg"),
        stage=Stage.SERVERS,
        ready=lambda: _listens(port),
    )
    with running(spec, directory) as process:
        yield RunningJanus(f"ws://{LOOPBACK}:{port}", process)


def _configure(directory: Path, port: int, loops: int) -> None:
    (directory / "none").mkdir(exist_ok=True)
    (directory / "janus.jcfg").write_text(f"""
general: {{
    configs_folder = "{directory}"
    plugins_folder = "{LIBRARY}/plugins"
    transports_folder = "{LIBRARY}/transports"
    events_folder = "{directory}/none"
    loggers_folder = "{directory}/none"
    event_loops = {loops}
}}
nat: {{ ice_lite = true, ice_enforce_list = "{outer_address()}", ignore_mdns = true }}
plugins: {{ disable = "{_others("plugins")}" }}
transports: {{ disable = "{_others("transports")}" }}
""")
    (directory / "janus.transport.websockets.jcfg").write_text(
        f'general: {{ ws = true, ws_port = {port}, ws_ip = "{LOOPBACK}" }}\n'
    )


def _others(kind: str) -> str:
    return ",".join(path.name for path in (LIBRARY / kind).glob("*.so") if path.name not in KEPT)


def _listens(port: int) -> bool:
    with socket.socket() as asked:
        return asked.connect_ex((LOOPBACK, port)) == 0
