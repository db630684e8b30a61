"""How a message gets onto a broker: with confirms on AMQP, without on the embedded transport."""

import time
from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Protocol

from kombu import Connection, Producer

from events.broker import amqp_frames
from events.broker.addresses import reach
from events.broker.topology import TASK
from events.messages.envelope import CONTENT_TYPE

CONFIRM_TIMEOUT = 3.0  # seconds
Declare = Callable[[Any], None]  # makes the topology on a channel


class Outcome(StrEnum):
    STORED = "stored"
    RETURNED = "returned"  # no queue is bound for it
    UNKNOWN = "unknown"  # not confirmed in time; it may still arrive


@dataclass
class Outgoing:
    """One message on its way; ``outcome`` settles once."""

    id: str
    exchange: str
    key: str
    body: bytes
    outcome: "Future[Outcome]" = field(default_factory=Future)
    since: float = field(default_factory=time.monotonic)
    deadline: float = field(default_factory=lambda: time.monotonic() + CONFIRM_TIMEOUT)

    def settle(self, outcome: Outcome) -> None:
        if not self.outcome.done():
            self.outcome.set_result(outcome)


class Wire(Protocol):
    """An open connection of the publisher's thread, used by no other."""

    def fileno(self) -> int | None:
        """What to wait on for news from the broker; None when there is never any."""

    def write(self, message: Outgoing) -> None:
        """Hand over one message; raises any of the connection's errors."""

    def flush(self) -> None:
        """Send what was handed over; raises the same."""

    def listen(self) -> None:
        """Take in what the broker has said."""

    def in_flight(self) -> "OrderedDict[int, Outgoing]":
        """Written and not yet settled, oldest first."""

    def close(self) -> None: ...


def open_wire(url: str, declare: Declare) -> Wire:
    """Connect to the first address that answers, and make the topology.  Raises the transport's errors."""
    connection = Connection(
        url,
        connect_timeout=3,
        heartbeat=10,
        # Without them a frozen broker holds the first confirm.select for ever.
        transport_options={"read_timeout": 4, "write_timeout": 4} if url.startswith("amqp") else {},
    )
    try:
        reach(connection)
        channel = connection.channel()
        declare(channel)
        return (ConfirmingWire if url.startswith("amqp") else PlainWire)(connection, channel)
    except BaseException:
        connection.release()
        raise


class PlainWire:
    """The embedded transport: a message is stored when publishing returns."""

    def __init__(self, connection: Connection, channel: Any) -> None:
        self._connection = connection
        self._producer = Producer(channel, auto_declare=False)

    def fileno(self) -> int | None:
        return None

    def write(self, message: Outgoing) -> None:
        _publish(self._producer, message)
        message.settle(Outcome.STORED)

    def flush(self) -> None: ...

    def listen(self) -> None: ...

    def in_flight(self) -> "OrderedDict[int, Outgoing]":
        return OrderedDict()

    def close(self) -> None:
        self._connection.release()


class ConfirmingWire(PlainWire):
    """AMQP with pipelined confirms.

    py-amqp's own waiting for a confirm does not look at delivery tags (a late confirm is taken for
    the next message's), so the tags are matched here.
    """

    def __init__(self, connection: Connection, channel: Any) -> None:
        super().__init__(connection, channel)
        self._in_flight: OrderedDict[int, Outgoing] = OrderedDict()
        self._returned: set[str] = set()
        self._tag = 0
        self._channel = channel
        self._unsent: list[bytes] = []
        channel.confirm_select()
        channel.events["basic_ack"].add(self._on_ack)
        channel.events["basic_nack"].add(self._on_nack)
        channel.events["basic_return"].add(self._on_return)

    def fileno(self) -> int | None:
        return int(self._connection.connection.transport.sock.fileno())

    def write(self, message: Outgoing) -> None:
        self._tag += 1
        self._in_flight[self._tag] = message
        self._unsent += amqp_frames.publish(
            self._channel.channel_id,
            self._channel.connection.frame_max,
            message.exchange,
            message.key,
            message.id,
            TASK,
            message.body,
        )

    def flush(self) -> None:
        if self._unsent:
            unsent, self._unsent = b"".join(self._unsent), []
            self._connection.connection.transport.write(unsent)

    def listen(self) -> None:
        self._connection.heartbeat_check()
        while True:
            try:
                self._connection.drain_events(timeout=0)
            except TimeoutError:
                return

    def in_flight(self) -> "OrderedDict[int, Outgoing]":
        return self._in_flight

    def _on_ack(self, tag: int, multiple: bool) -> None:
        for message in self._take(tag, multiple):
            returned = message.id in self._returned
            self._returned.discard(message.id)
            message.settle(Outcome.RETURNED if returned else Outcome.STORED)

    def _on_nack(self, tag: int, multiple: bool) -> None:
        # One of several queues refused; others may have it, so this is no clean failure.
        for message in self._take(tag, multiple):
            message.settle(Outcome.UNKNOWN)

    def _on_return(self, error: Any, exchange: str, key: str, message: Any) -> None:
        self._returned.add(message.properties["message_id"])  # its ack follows

    def _take(self, tag: int, multiple: bool) -> list[Outgoing]:
        if not multiple:
            return [self._in_flight.pop(tag)] if tag in self._in_flight else []
        taken = []
        while self._in_flight and next(iter(self._in_flight)) <= tag:
            taken.append(self._in_flight.popitem(last=False)[1])
        return taken


def _publish(producer: Producer, message: Outgoing) -> None:
    producer.publish(
        message.body,
        exchange=message.exchange,
        routing_key=message.key,
        content_type=CONTENT_TYPE,
        content_encoding="utf-8",
        delivery_mode=2,
        mandatory=True,
        headers={"task": TASK, "id": message.id},
        message_id=message.id,
    )
