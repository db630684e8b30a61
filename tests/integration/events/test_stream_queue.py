"""The stream ``lie.log``: any AMQP client joins it at any place; no worker of ours does."""

import time
import uuid
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from typing import Any

import amqp
import msgspec
import pytest
from kombu import Connection

from events import registry
from events.broker import topology
from events.broker.publisher import Publisher
from events.broker.topology import EVENTS
from events.broker.wire import Outcome, Outgoing
from events.catalogue import MessagePosted
from events.messages.envelope import CONTENT_TYPE
from events.schema import DECLARATIONS, declaration_of
from lie_project.celery import app
from lie_project.launcher.rabbitmq import RabbitMQ
from tests import servers

LINE = declaration_of(MessagePosted).type


def declare(channel: Any) -> None:
    topology.declare(channel, registry.all_subscriptions())


@pytest.fixture
def publisher(rabbitmq_url: str) -> Iterator[Publisher]:
    with closing(Publisher(rabbitmq_url, declare)) as made:
        yield made


def publish(publisher: Publisher, count: int) -> list[str]:
    """Publish events; their ids, when the broker has them."""
    ids = [str(uuid.uuid4()) for _ in range(count)]
    for id in ids:
        body = msgspec.json.encode({"id": id})
        assert publisher.publish(Outgoing(id, EVENTS.name, LINE, body)).result(20) is Outcome.STORED
    return ids


class Reader:
    """A plain AMQP client."""

    def __init__(self, connection: amqp.Connection, offset: "str | int | datetime") -> None:
        self._connection = connection
        self._channel = connection.channel()
        self._got: list[Any] = []
        self._channel.basic_qos(0, 100, False)  # a stream wants a prefetch
        self._channel.basic_consume("lie.log", callback=self._take, arguments={"x-stream-offset": offset})

    def _take(self, message: Any) -> None:
        self._channel.basic_ack(message.delivery_tag)
        self._got.append(message)

    def until(self, id: str) -> list[Any]:
        """All messages up to this event."""

        def came() -> bool:
            try:
                self._connection.drain_events(timeout=0.2)
            except TimeoutError:
                return False
            return any(message.properties["message_id"] == id for message in self._got)

        servers.until(came, "the event in the stream")
        return list(self._got)


@contextmanager
def joined(rabbitmq: RabbitMQ, offset: "str | int | datetime") -> Iterator[Reader]:
    user, _, password = rabbitmq.url().partition("://")[2].partition("@")[0].partition(":")
    with amqp.Connection(f"127.0.0.1:{rabbitmq.port}", user, password) as connection:
        yield Reader(connection, offset)


def ids(messages: list[Any]) -> list[str]:
    return [message.properties["message_id"] for message in messages]


def test_who_joins_at_the_first_offset_reads_everything_in_order(
    rabbitmq: RabbitMQ, publisher: Publisher
) -> None:
    sent = publish(publisher, 50)
    with joined(rabbitmq, "first") as reader:
        messages = reader.until(sent[-1])
    assert ids(messages)[-50:] == sent
    assert messages[-1].properties["content_type"] == CONTENT_TYPE
    assert msgspec.json.decode(messages[-1].body) == {"id": sent[-1]}
    offsets = [message.headers["x-stream-offset"] for message in messages]
    assert offsets == list(range(offsets[0], offsets[0] + len(messages)))


def test_who_has_read_up_to_an_offset_goes_on_behind_it(rabbitmq: RabbitMQ, publisher: Publisher) -> None:
    sent = publish(publisher, 20)
    with joined(rabbitmq, "first") as reader:
        tenth = next(m for m in reader.until(sent[-1]) if m.properties["message_id"] == sent[9])
    with joined(rabbitmq, tenth.headers["x-stream-offset"] + 1) as reader:
        assert ids(reader.until(sent[-1])) == sent[10:]


def test_who_joins_at_a_time_reads_what_came_then_and_later(rabbitmq: RabbitMQ, publisher: Publisher) -> None:
    old = publish(publisher, 5)
    second = int(time.time()) + 1  # a timestamp of AMQP has whole seconds
    servers.until(lambda: time.time() >= second, "the next second")
    new = publish(publisher, 5)
    with joined(rabbitmq, datetime.fromtimestamp(second, UTC)) as reader:
        got = ids(reader.until(new[-1]))
    assert got == new and not set(old) & set(got)


def test_who_joins_next_reads_only_what_comes(rabbitmq: RabbitMQ, publisher: Publisher) -> None:
    publish(publisher, 5)
    with joined(rabbitmq, "next") as reader:
        sent = publish(publisher, 5)
        assert ids(reader.until(sent[-1])) == sent


def test_two_readers_do_not_take_anything_from_each_other(rabbitmq: RabbitMQ, publisher: Publisher) -> None:
    with joined(rabbitmq, "next") as one, joined(rabbitmq, "next") as other:
        sent = publish(publisher, 5)
        assert ids(one.until(sent[-1])) == ids(other.until(sent[-1])) == sent


def test_the_stream_has_a_copy_of_every_event_type(rabbitmq: RabbitMQ, publisher: Publisher) -> None:
    events = [d.type for d in DECLARATIONS.values() if d.is_event]
    assert {b.routing_key for b in topology.log_stream().bindings} == set(events)


def test_a_type_that_nobody_declares_still_comes_back(publisher: Publisher) -> None:
    stray = Outgoing(str(uuid.uuid4()), EVENTS.name, "no.such_event", b"{}")
    assert publisher.publish(stray).result(20) is Outcome.RETURNED


def test_it_grows_no_further_than_its_limits_and_drops_whole_segments() -> None:
    arguments = topology.log_stream().queue_arguments or {}
    assert arguments["x-queue-type"] == "stream" and arguments["x-max-age"] == "7D"
    assert arguments["x-stream-max-segment-size-bytes"] * 10 <= arguments["x-max-length-bytes"]


def test_no_worker_consumes_it() -> None:
    assert "lie.log" not in {queue.name for queue in app.conf.task_queues}
    assert "lie.log" not in {s.queue for s in registry.all_subscriptions()}


def test_the_embedded_transport_has_no_such_queue(valkey_url: str) -> None:
    with Connection(valkey_url) as connection:
        channel: Any = connection.channel()
        declare(channel)
        queues = {row[2] for row in channel.get_table(EVENTS.name)}
    assert "chat.connection" in queues and "lie.log" not in queues
