"""The bare sides' queues, and the broker seen from outside: filled, purged, counted, by plain AMQP."""

import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

import amqp

from bench.backbone import wish

# The same kind as ours.
QUORUM = {"x-queue-type": "quorum", "x-delivery-limit": 20}
Encode = Callable[[dict[str, Any]], amqp.Message]


@contextmanager
def channel(url: str) -> Iterator[Any]:
    """A channel with confirms."""
    parts = urlsplit(url)
    address = f"{parts.hostname}:{parts.port}"
    with amqp.Connection(address, parts.username, parts.password, confirm_publish=True) as connection:
        yield connection.channel()


def declare(opened: Any) -> None:
    """The topic exchange of the bare sides with its two queues, empty."""
    opened.exchange_declare(wish.EXCHANGE, "topic", durable=True, auto_delete=False)
    for queue, key in ((wish.INPUT, wish.ASKED), (wish.SINK, wish.ANSWERED)):
        opened.queue_declare(queue, durable=True, auto_delete=False, arguments=QUORUM)
        opened.queue_bind(queue, wish.EXCHANGE, key)
        opened.queue_purge(queue)


def waiting(opened: Any, queue: str) -> int:
    """Messages that lie in a queue and are with no consumer."""
    return int(opened.queue_declare(queue, passive=True).message_count)


def plain(made: dict[str, Any]) -> amqp.Message:
    """As FastStream and the bare kombu consumer read it."""
    return amqp.Message(wish.body(made), content_type="application/json", delivery_mode=2)


def for_celery(made: dict[str, Any]) -> amqp.Message:
    """As Celery's second protocol wants it."""
    body = json.dumps([[made], {}, {"callbacks": None, "errbacks": None, "chain": None, "chord": None}])
    return amqp.Message(
        body,
        content_type="application/json",
        content_encoding="utf-8",
        delivery_mode=2,
        correlation_id=made["id"],
        application_headers={"task": "bench.handle", "id": made["id"], "root_id": made["id"]},
    )


def fill(opened: Any, count: int, encode: Encode) -> None:
    """Put ``count`` events where the bare sides will take them."""
    for _ in range(count):
        opened._basic_publish(encode(wish.event()), wish.EXCHANGE, wish.ASKED)
    until_there(opened, wish.INPUT, count)


def until_there(opened: Any, queue: str, count: int) -> None:
    until = time.monotonic() + 60
    while waiting(opened, queue) < count:
        if time.monotonic() > until:
            raise TimeoutError(f"{queue} never held {count} messages")
        time.sleep(0.02)  # between two looks


def pace(opened: Any, count: int, rate: float, encode: Encode) -> dict[str, float]:
    """Publish at a steady rate; id -> when."""
    sent: dict[str, float] = {}
    start = time.monotonic()
    for number in range(count):
        time.sleep(max(0.0, start + number / rate - time.monotonic()))  # the rate is the load
        made = wish.event()
        sent[made["id"]] = time.time()
        opened._basic_publish(encode(made), wish.EXCHANGE, wish.ASKED)
    return sent


def rate_of_arrival(opened: Any, queue: str, count: int, alive: Callable[[], bool]) -> float:
    """Messages a second that reach a queue, from the first tenth to the last one."""
    seen: list[tuple[float, int]] = []
    until = time.monotonic() + 120
    while not seen or seen[-1][1] < count:
        if time.monotonic() > until or not alive():
            raise TimeoutError(f"{queue} has {seen[-1][1]} of {count}")
        time.sleep(0.03)  # between two looks
        seen.append((time.monotonic(), waiting(opened, queue)))
    first, last = next(s for s in seen if s[1] >= count * 0.15), next(s for s in seen if s[1] >= count)
    return (last[1] - first[1]) / max(last[0] - first[0], 0.03)
