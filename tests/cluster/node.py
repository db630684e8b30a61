"""One RabbitMQ node of a cluster, all on this machine, and what can be done to it."""

import os
import signal
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from lie_project.launcher.leash import leash
from lie_project.launcher.ports import LOOPBACK
from lie_project.launcher.probes import amqp_answers
from lie_project.launcher.process import kill_group
from lie_project.launcher.rabbitmq import PROGRAMS, USER

TOOL = 60.0  # seconds for one call of rabbitmqctl: each starts an Erlang of its own


@dataclass
class Node:
    """``environ`` is all that the node and its tools need to know; ``log``: where it writes."""

    name: str
    port: int
    password: str
    environ: Mapping[str, str]
    log: Path
    _process: "subprocess.Popen[bytes] | None" = field(default=None)

    @property
    def url(self) -> str:
        return f"amqp://{USER}:{self.password}@{LOOPBACK}:{self.port}//"

    def start(self) -> None:
        """Begin to start it; ``answers`` tells when it has."""
        with self.log.open("ab") as output:
            self._process = subprocess.Popen(
                [str(PROGRAMS / "rabbitmq-server")],
                env={**os.environ, **self.environ},
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                start_new_session=True,
                preexec_fn=leash(),
            )

    def answers(self) -> bool:
        return amqp_answers(self.port)

    def ended(self) -> bool:
        return self._process is None or self._process.poll() is not None

    def kill(self) -> None:
        """kill -9, as when its machine loses power."""
        if self._process is not None:
            kill_group(self._process.pid)
            self._process.wait()

    def freeze(self) -> None:
        """It keeps its connections and says nothing any more."""
        os.kill(self._running(), signal.SIGSTOP)

    def thaw(self) -> None:
        os.kill(self._running(), signal.SIGCONT)

    def ctl(self, *arguments: str) -> str:
        """What rabbitmqctl prints.  Raises CalledProcessError, TimeoutExpired."""
        command = [str(PROGRAMS / "rabbitmqctl"), "-q", *arguments]
        environ = {**os.environ, **self.environ}
        return subprocess.run(
            command, env=environ, capture_output=True, text=True, timeout=TOOL, check=True
        ).stdout

    def _running(self) -> int:
        assert self._process is not None
        return self._process.pid
