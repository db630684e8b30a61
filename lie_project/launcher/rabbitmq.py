"""A private RabbitMQ node under the data directory, made of Debian's package.

Debian's wrapper in /usr/sbin changes to its own user and its own node; the script below it takes
everything from the environment, and runs as any user.  The node has its own epmd on its own port:
a shared one would know nodes that are none of our business, and would outlive us.
"""

import shlex
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from lie_project.launcher.failure import CannotStart
from lie_project.launcher.ports import LOOPBACK, free_port
from lie_project.launcher.private import kept_secret, private_directory, write_private
from lie_project.launcher.probes import amqp_answers, tcp_answers
from lie_project.launcher.process import Spec, Stage

PROGRAMS = Path("/usr/lib/rabbitmq/bin")
USER = "lie"

# Alarms as absolute figures: the defaults are shares of the whole machine, and a small disk would
# block every publisher.
SETTINGS = """\
default_user = {user}
default_pass = {password}
vm_memory_high_watermark.absolute = 512MiB
disk_free_limit.absolute = 64MiB
log.console.level = warning
"""


@dataclass(frozen=True)
class RabbitMQ:
    """A private node: its epmd first, then itself, and how to reach it."""

    names: Spec
    spec: Spec
    port: int
    password: str
    ctl: Path  # runs rabbitmqctl against this node

    def url(self) -> str:
        """AMQP URL of the node's default virtual host, with the password."""
        return f"amqp://{USER}:{self.password}@{LOOPBACK}:{self.port}//"


def installed() -> bool:
    """Is Debian's package there?"""
    return (PROGRAMS / "rabbitmq-server").exists() and shutil.which("epmd") is not None


def private_rabbitmq(directory: Path) -> RabbitMQ:
    """A node that keeps its data in ``directory``, on free ports.  CannotStart when not installed."""
    if not installed():
        raise CannotStart("RabbitMQ is not installed; install Debian's package rabbitmq-server.")
    private_directory(directory)
    port, names_port = free_port(), free_port()
    password = kept_secret(directory / "password")
    write_private(directory / "rabbitmq.conf", SETTINGS.format(user=USER, password=password))
    write_private(directory / "plugins", "[].\n")
    environ = _environ(directory, port, names_port)
    return RabbitMQ(
        names=_names(names_port, environ),
        spec=_node(port, environ),
        port=port,
        password=password,
        ctl=_write_ctl(directory / "ctl", environ),
    )


def _environ(directory: Path, port: int, names_port: int) -> dict[str, str]:
    distribution = str(free_port())
    tools = str(free_port())
    return {
        "HOME": str(directory),  # the cookie that rabbitmqctl shares with the node
        "ERL_EPMD_ADDRESS": LOOPBACK,
        "ERL_EPMD_PORT": str(names_port),
        "RABBITMQ_NODENAME": "lie@localhost",
        "RABBITMQ_NODE_IP_ADDRESS": LOOPBACK,
        "RABBITMQ_NODE_PORT": str(port),
        "RABBITMQ_DIST_PORT": distribution,
        "RABBITMQ_CTL_DIST_PORT_MIN": tools,
        "RABBITMQ_CTL_DIST_PORT_MAX": tools,
        "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS": "-kernel inet_dist_use_interface {127,0,0,1}",
        "RABBITMQ_MNESIA_BASE": str(directory / "mnesia"),
        "RABBITMQ_LOG_BASE": str(directory),
        "RABBITMQ_LOGS": "-",  # to our own log file
        "RABBITMQ_PID_FILE": str(directory / "pid"),
        "RABBITMQ_CONFIG_FILE": str(directory / "rabbitmq.conf"),
        "RABBITMQ_ENABLED_PLUGINS_FILE": str(directory / "plugins"),
        "RABBITMQ_CONF_ENV_FILE": "/dev/null",
        "RUNNING_UNDER_SYSTEMD": "true",  # one process that takes TERM itself, no shell around it
    }


def _names(port: int, environ: Mapping[str, str]) -> Spec:
    return Spec(
        name="epmd",
        argv=("epmd", "-port", str(port), "-address", LOOPBACK),
        stage=Stage.NAMES,
        ready=partial(tcp_answers, LOOPBACK, port),
        environ=environ,
    )


def _node(port: int, environ: Mapping[str, str]) -> Spec:
    return Spec(
        name="rabbitmq",
        argv=(str(PROGRAMS / "rabbitmq-server"),),
        stage=Stage.SERVERS,
        ready=partial(amqp_answers, port),
        environ=environ,
    )


def _write_ctl(path: Path, environ: Mapping[str, str]) -> Path:
    """A script that runs rabbitmqctl against this node, which has no fixed name server to ask."""
    exports = "".join(f"export {name}={shlex.quote(value)}\n" for name, value in environ.items())
    write_private(path, f'#!/bin/sh\n{exports}exec {PROGRAMS / "rabbitmqctl"} "$@"\n')
    path.chmod(0o700)
    return path
