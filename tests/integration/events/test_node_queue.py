"""A process's own queue, on both transports."""

import threading
from collections.abc import Callable, Iterator

import pytest
from django.conf import settings
from kombu import Connection, Queue

from events.broker import node_queue, publisher, topology
from events.broker.node_queue import NodeQueue
from events.broker.publisher import Publisher
from tests.servers import until


@pytest.fixture(params=["valkey", "rabbitmq"])
def url(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    request.getfixturevalue("valkey_url")
    chosen = settings.LIE.broker_url if request.param == "valkey" else request.getfixturevalue("rabbitmq_url")
    sender = Publisher(chosen, lambda channel: topology.declare(channel, []))
    monkeypatch.setattr(publisher, "default", lambda: sender)
    yield chosen
    sender.close()


def reading(url: str, node: str, take: Callable[[bytes], None]) -> NodeQueue:
    queue = NodeQueue(url, node, take)
    queue.start()
    assert queue.reading.wait(20)
    return queue


def test_a_message_comes_to_the_one_process_it_is_for(url: str) -> None:
    mine: list[bytes] = []
    others: list[bytes] = []
    queues = [reading(url, "mine", mine.append), reading(url, "other", others.append)]
    for number in range(100):
        node_queue.put("mine", f"id-{number}", b'{"n":%d}' % number)
    until(lambda: len(mine) == 100, "all have come")
    for queue in queues:
        queue.close()
    assert mine == [b'{"n":%d}' % number for number in range(100)] and others == []


def test_one_bad_message_does_not_end_the_reading(url: str) -> None:
    good = threading.Event()

    def take(body: bytes) -> None:
        if body == b"bad":
            raise ValueError(body)
        good.set()

    queue = reading(url, "picky", take)
    node_queue.put("picky", "1", b"bad")
    node_queue.put("picky", "2", b"good")
    assert good.wait(20)
    queue.close()


def test_a_process_that_ends_takes_its_queue_with_it(url: str) -> None:
    reading(url, "leaving", lambda body: None).close()
    with Connection(url) as connection, pytest.raises(Exception, match=r"(?i)not_found|not found|empty"):
        Queue("lie.node.leaving")(connection.channel()).queue_declare(passive=True)


def test_a_message_for_nobody_is_lost_and_harms_nobody(url: str) -> None:
    node_queue.put("nobody", "1", b"x")
    got: list[bytes] = []
    queue = reading(url, "somebody", got.append)
    node_queue.put("somebody", "2", b"y")
    until(lambda: got == [b"y"], "it has come")
    queue.close()
