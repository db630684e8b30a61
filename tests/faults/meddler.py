"""A stranger between exchange and queues, on a real transport: he loses, doubles and swaps messages.

He binds queues of his own in the place of ours, takes what comes, and passes it on, or does not, to the
queue it was meant for.  A plain AMQP or Redis client; nothing of LIE knows of him.  What is sent to a queue
by name (a poke of the sweep) goes past him.
"""

import random
import shlex
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import unquote, urlsplit

import amqp
import msgspec
import redis

from events import registry
from events.broker.topology import Subscription

STRAY = "stray."
AGAIN = 0.5  # seconds; each new connection of a publisher makes the bindings anew
HELD = 0.3  # seconds for which a message waits at most for others to be swapped with
SEPARATOR = b"\x06\x16"  # of kombu's bindings in Redis
Message = tuple[str, Any]  # the queue it was meant for, and itself


@dataclass(frozen=True)
class Harm:
    """Every ``drop``-th message is lost, every ``double``-th comes twice, ``swap`` at a time are
    shuffled; 0: none.  No message is lost twice: a sender that repeats it gets through."""

    drop: int = 0
    double: int = 0
    swap: int = 0


class Line(Protocol):
    """The transport, seen by a stranger."""

    def divert(self, subscriptions: list[Subscription]) -> None:
        """Stand in between; again and again, for bindings come back."""

    def restore(self, subscriptions: list[Subscription]) -> None: ...

    def take(self) -> list[Message]:
        """What has come since; waits a moment for something."""

    def put(self, message: Message) -> None: ...

    def name(self, message: Message) -> str:
        """What tells it from others: its id."""

    def close(self) -> None: ...


@dataclass
class Meddler:
    """Counts what he does.  ``swapped``: messages that were passed on behind a later one."""

    line: Line
    harm: Harm
    seed: int
    seen: int = 0
    dropped: int = 0
    doubled: int = 0
    swapped: int = 0
    _gone: set[str] = field(default_factory=set)
    _held: list[Message] = field(default_factory=list)
    _since: float = 0.0

    def __post_init__(self) -> None:
        self._rng = random.Random(self.seed)
        self._stop = threading.Event()
        self._subscriptions = registry.all_subscriptions()
        self._error: BaseException | None = None
        self.line.divert(self._subscriptions)
        self._thread = threading.Thread(target=self._run, name="meddler")
        self._thread.start()

    def leave(self) -> None:
        """Put things back, pass on what is still here, and raise what has gone wrong."""
        self._stop.set()
        self._thread.join()
        self.line.close()
        if self._error:
            raise self._error

    def _run(self) -> None:
        try:
            again = 0.0
            while not self._stop.is_set():
                if time.monotonic() > again:
                    self.line.divert(self._subscriptions)
                    again = time.monotonic() + AGAIN
                self._pass_on(self.line.take())
            self.line.restore(self._subscriptions)
            while late := self.line.take():
                self._pass_on(late)
            self._let_go()
        except BaseException as error:  # told by leave(), in the test's own thread
            self._error = error

    def _pass_on(self, messages: list[Message]) -> None:
        for message in messages:
            self._held += [message] * self._copies(message)
            self._since = self._since or time.monotonic()
        if len(self._held) >= max(1, self.harm.swap) or time.monotonic() - self._since > HELD:
            self._let_go()

    def _copies(self, message: Message) -> int:
        self.seen += 1
        name = self.line.name(message)
        if self.harm.drop and self.seen % self.harm.drop == 0 and name not in self._gone:
            self._gone.add(name)
            self.dropped += 1
            return 0
        if self.harm.double and self.seen % self.harm.double == 0:
            self.doubled += 1
            return 2
        return 1

    def _let_go(self) -> None:
        order = list(range(len(self._held)))
        if self.harm.swap:
            self._rng.shuffle(order)
            self.swapped += sum(later < max(order[:at], default=-1) for at, later in enumerate(order))
        for at in order:
            self.line.put(self._held[at])
        self._held.clear()
        self._since = 0.0


class RabbitLine:
    """By AMQP: queues of his own are bound and ours unbound.  He passes on through an exchange of his own,
    since what comes by the default exchange is known to LIE as sent a second time."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        self._connection = amqp.Connection(
            f"{parts.hostname}:{parts.port}", parts.username or "", unquote(parts.password or "")
        )
        self._connection.connect()
        self._channel = self._connection.channel()
        self._channel.exchange_declare(STRAY, "direct", auto_delete=True)
        self._came: list[Message] = []
        self._queues: set[str] = set()

    def divert(self, subscriptions: list[Subscription]) -> None:
        for subscription in subscriptions:
            queue, exchange = subscription.queue, subscription.exchange.name
            if queue not in self._queues:
                self._queues.add(queue)
                self._channel.queue_bind(queue, STRAY, queue)
                self._channel.queue_declare(STRAY + queue, exclusive=True, auto_delete=True)
                self._channel.basic_consume(STRAY + queue, callback=self._arrived(queue), no_ack=True)
            for key in subscription.keys:
                self._channel.queue_bind(STRAY + queue, exchange, key)
                self._channel.queue_unbind(queue, exchange, key)

    def restore(self, subscriptions: list[Subscription]) -> None:
        for subscription in subscriptions:
            for key in subscription.keys:
                self._channel.queue_bind(subscription.queue, subscription.exchange.name, key)
                self._channel.queue_unbind(STRAY + subscription.queue, subscription.exchange.name, key)

    def take(self) -> list[Message]:
        try:
            self._connection.drain_events(timeout=0.05)
            while True:
                self._connection.drain_events(timeout=0.001)
        except TimeoutError:
            came, self._came = self._came, []
            return came

    def put(self, message: Message) -> None:
        queue, body = message
        self._channel.basic_publish(body, exchange=STRAY, routing_key=queue)

    def name(self, message: Message) -> str:
        return str(message[1].properties["message_id"])

    def close(self) -> None:
        for queue in self._queues:  # with the last of them the exchange goes
            self._channel.queue_unbind(queue, STRAY, queue)
        self._connection.close()

    def _arrived(self, queue: str) -> Any:
        return lambda message: self._came.append((queue, amqp.Message(message.body, **message.properties)))


class RedisLine:
    """On the embedded transport: kombu's bindings are members of a set, its queues are lists."""

    def __init__(self, url: str) -> None:
        self._redis: Any = redis.Redis.from_url(url)
        self._queues: list[str] = []

    def divert(self, subscriptions: list[Subscription]) -> None:
        self._queues = [subscription.queue for subscription in subscriptions]
        self._rename(subscriptions, lambda queue: STRAY.encode() + queue)

    def restore(self, subscriptions: list[Subscription]) -> None:
        self._rename(subscriptions, lambda queue: queue.removeprefix(STRAY.encode()))

    def take(self) -> list[Message]:
        came = [
            (queue, body)
            for queue in self._queues
            for body in iter(lambda queue=queue: self._redis.rpop(STRAY + queue), None)  # type: ignore[misc]
        ]
        if not came:
            time.sleep(0.01)  # between two looks
        return came

    def put(self, message: Message) -> None:
        self._redis.lpush(*message)

    def name(self, message: Message) -> str:
        return str(msgspec.json.decode(message[1])["headers"]["id"])

    def close(self) -> None:
        self._redis.close()

    def _rename(self, subscriptions: list[Subscription], name: Any) -> None:
        for exchange in {subscription.exchange.name for subscription in subscriptions}:
            key = f"_kombu.binding.{exchange}"
            for member in self._redis.smembers(key):
                rest, _, queue = member.rpartition(SEPARATOR)
                if name(queue) != queue and not (name(queue).count(STRAY.encode()) > 1):
                    self._redis.sadd(key, rest + SEPARATOR + name(queue))
                    self._redis.srem(key, member)


def broker_url(data: Path) -> str:
    """Of a running LIE, as its launcher has written it down."""
    lines = (data / "run" / "environment").read_text().splitlines()
    [value] = [line.partition("=")[2] for line in lines if line.startswith("export LIE_BROKER_URL=")]
    return shlex.split(value)[0]


@contextmanager
def meddling(data: Path, harm: Harm, seed: int = 1) -> Iterator[Meddler]:
    """Somebody meddles with the messages of the LIE of this data directory, for the block's length."""
    url = broker_url(data)
    meddler = Meddler(RabbitLine(url) if url.startswith("amqp") else RedisLine(url), harm, seed)
    try:
        yield meddler
    finally:
        meddler.leave()
