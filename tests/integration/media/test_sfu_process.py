"""``manage.py runmedia`` from its start to its end."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from events import redis
from lie_project.launcher.leash import leash
from media import keeper, nodes
from tests.servers import until

ROOT = Path(__file__).parents[3]


@pytest.fixture
def kept(valkey_url: str) -> Iterator["subprocess.Popen[bytes]"]:
    """The keeper, with a server that beats."""
    redis.client().flushall()
    process = subprocess.Popen([sys.executable, "manage.py", "runmedia"], cwd=ROOT, preexec_fn=leash())
    until(lambda: len(nodes.living()) == 1, "it beats")
    yield process
    process.kill()
    process.wait()


def server() -> int:
    """The process that beats."""
    (load,) = nodes.living()
    return int(load.node.split("-")[1])


def test_a_killed_server_is_replaced_by_its_keeper_which_ends_when_asked_to(
    kept: "subprocess.Popen[bytes]",
) -> None:
    first = server()
    assert first != kept.pid
    until(lambda: _age(first) > keeper.SETTLED, "it has lived long enough to deserve another")
    os.kill(first, signal.SIGKILL)
    until(lambda: [load for load in nodes.living() if f"-{first}-" not in load.node] != [], "another beats")
    until(lambda: len(nodes.living()) == 1, "and the first one is counted no more")
    kept.terminate()
    assert kept.wait(20) == 0
    assert nodes.living() == [] and nodes.place("ABCDE") is None


def test_a_server_whose_keeper_is_killed_leaves_in_good_order(kept: "subprocess.Popen[bytes]") -> None:
    kept.kill()
    until(lambda: nodes.living() == [] and nodes.known() == set(), "it has said goodbye")


def _age(process: int) -> float:
    """Seconds since a process began."""
    began = int(Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[19])
    return float(Path("/proc/uptime").read_text().split()[0]) - began / os.sysconf("SC_CLK_TCK")
