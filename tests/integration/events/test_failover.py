"""A broker of several nodes of which some are gone: here one real node, and addresses where nobody serves."""

import os
import socket
from collections.abc import Callable, Iterator
from contextlib import closing

import pytest

from events.broker import topology
from events.broker.node_queue import NodeQueue, name_of
from events.broker.observe import connected
from events.broker.publisher import Publisher
from events.broker.wire import Outcome, Outgoing
from lie_project.launcher.ports import LOOPBACK, free_port
from lie_project.launcher.rabbitmq import RabbitMQ
from tests.servers import until


@pytest.fixture
def dead() -> str:
    """An address where nobody listens."""
    return f"amqp://lie:x@{LOOPBACK}:{free_port()}//"


@pytest.fixture
def silent() -> Iterator[str]:
    """A node that hangs: the kernel takes the connection, and nobody says a word."""
    with closing(socket.create_server((LOOPBACK, 0))) as server:
        yield f"amqp://lie:x@{LOOPBACK}:{server.getsockname()[1]}//"


@pytest.fixture(autouse=True)
def begins_at_the_first(monkeypatch: pytest.MonkeyPatch) -> None:
    """Processes begin at different nodes, by their number."""
    monkeypatch.setattr(os, "getpid", lambda: 0)


def sent(url: str, queue: str) -> Outcome:
    """What becomes of a message to a queue, tried anew as senders do."""
    with closing(Publisher(url, lambda channel: topology.declare(channel, []))) as sender:
        outcomes: list[Outcome] = []

        def arrived() -> bool:
            outcomes.append(sender.publish(Outgoing("id-1", "", queue, b"{}")).result(30))
            return outcomes[-1] is not Outcome.UNKNOWN

        until(arrived, "the broker confirms")
        return outcomes[-1]


@pytest.mark.parametrize("order", [lambda a, b: f"{a};{b}", lambda a, b: f"{b};{a}"], ids=["first", "last"])
def test_a_publisher_finds_the_node_that_lives(
    rabbitmq_url: str, dead: str, order: Callable[[str, str], str]
) -> None:
    assert sent(order(dead, rabbitmq_url), "nowhere") is Outcome.RETURNED


def test_a_publisher_gets_past_a_node_that_hangs(rabbitmq_url: str, silent: str) -> None:
    assert sent(f"{silent};{rabbitmq_url}", "nowhere") is Outcome.RETURNED


def test_two_of_three_addresses_may_be_dead(rabbitmq_url: str, dead: str) -> None:
    with connected(f"{dead};{dead};{rabbitmq_url}") as connection:
        assert connection.connected


def test_where_nobody_serves_it_is_an_error_and_no_endless_search(dead: str) -> None:
    with pytest.raises(OSError), connected(f"{dead};{dead}"):
        pass


def test_a_process_queue_survives_its_node_as_copies_on_others(rabbitmq: RabbitMQ, dead: str) -> None:
    """One that lies on a single node is gone with it, and cannot be made anew on another."""
    queue = NodeQueue(f"{dead};{rabbitmq.url()}", "failing-over", lambda body: None)
    queue.start()
    until(queue.reading.is_set, "it is read")
    with connected(rabbitmq.url()) as connection:
        arguments = {
            "x-queue-type": "quorum",
            "x-message-ttl": 10_000,
            "x-expires": 60_000,
            "x-max-length": 1000,
        }
        channel = connection.channel()
        channel.queue_declare(  # type: ignore[attr-defined]  # refused unless it is just so
            name_of("failing-over"), durable=True, auto_delete=False, arguments=arguments
        )
    queue.close()
