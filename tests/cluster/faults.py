"""What is broken, as blocks: the fault begins with it, and at its end things may mend."""

import os
import random
import signal
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass

from tests.cluster.node import Node
from tests.cluster.stack import Stack
from tests.servers import until

GONE = 30.0  # seconds for what was broken to be seen as broken


@contextmanager
def nothing(stack: Stack, rng: random.Random) -> Iterator[str]:
    """The measure for all the others."""
    yield "nothing"


@contextmanager
def kill(stack: Stack, rng: random.Random) -> Iterator[str]:
    node = _any(stack, rng)
    node.kill()
    yield f"{node.name}: kill -9"
    node.start()


@contextmanager
def stop(stack: Stack, rng: random.Random) -> Iterator[str]:
    node = _any(stack, rng)
    node.ctl("stop_app")
    yield f"{node.name}: rabbitmqctl stop_app"
    node.ctl("start_app")


@contextmanager
def freeze(stack: Stack, rng: random.Random) -> Iterator[str]:
    """Longer than net_ticktime, so that the others take it for dead while its connections stay open.

    When it goes on it is no part of the cluster and does not become one: docs/operations.md has an operator
    restart it."""
    node = _any(stack, rng)
    node.freeze()
    try:
        yield f"{node.name}: SIGSTOP, then restarted"
    finally:
        node.thaw()
    node.ctl("stop_app")
    node.ctl("start_app")


@contextmanager
def partition(stack: Stack, rng: random.Random) -> Iterator[str]:
    node = _any(stack, rng)
    stack.cluster.cut_off(node)
    until(lambda: not node.answers(), "the lonely node pauses", GONE)
    yield f"{node.name}: links to the other nodes broken and refused"
    stack.cluster.let_back(node)


@contextmanager
def web(stack: Stack, rng: random.Random) -> Iterator[str]:
    """The launcher starts it again, as systemd would."""
    os.kill(stack.web_pid(stack.webs[0]), signal.SIGKILL)
    yield "web: kill -9 of one of two"


@contextmanager
def media(stack: Stack, rng: random.Random) -> Iterator[str]:
    _, pid = rng.choice(sorted(stack.media_servers().items()))
    os.kill(pid, signal.SIGKILL)
    until(lambda: pid not in stack.media_servers().values() and not stack.stranded(), "rooms move", GONE)
    yield "media server: kill -9 of one of two"


def _any(stack: Stack, rng: random.Random) -> Node:
    return rng.choice(stack.cluster.nodes)


Cast = Callable[[Stack, random.Random], AbstractContextManager[str]]


@dataclass(frozen=True)
class Scene:
    """A fault and the seconds that it lasts."""

    name: str
    cast: Cast
    seconds: float


SCENES = (
    Scene("nothing", nothing, 10.0),
    Scene("kill", kill, 10.0),
    Scene("stop", stop, 10.0),
    Scene("freeze", freeze, 30.0),
    Scene("partition", partition, 15.0),
    Scene("web", web, 5.0),
    Scene("media", media, 5.0),
)
