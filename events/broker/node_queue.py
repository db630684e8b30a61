"""A queue of one process's own: what it is told, nobody else is told.

For processes that keep something which no other has, like open connections.  Nothing of it is worth keeping:
messages end after seconds, the queue after a minute without its process.
"""

import contextlib
import logging
import os
import threading
import time
from collections.abc import Callable
from typing import Any

from kombu import Connection, Consumer, Queue
from kombu.transport import redis as redis_transport

from events.broker import publisher
from events.broker.addresses import reach, rotated

logger = logging.getLogger(__name__)

MESSAGE_LIFE = 10.0  # seconds
QUEUE_LIFE = 60.0  # seconds without a consumer
LONGEST = 1000  # messages
PAUSES = (0.1, 0.5, 1.0, 2.0)  # seconds between tries to connect


def name_of(node: str) -> str:
    return f"lie.node.{node}"


def put(node: str, id: str, body: bytes) -> None:
    """Send to a process; never waits.  Without that queue, or without the broker, it is lost."""
    publisher.publish_to_queue(name_of(node), id, body)


class NodeQueue:
    """Reads this process's queue in a thread of its own; ``take`` is called there with each message."""

    def __init__(self, url: str, node: str, take: Callable[[bytes], None]) -> None:
        self._url, self._node, self._take = url, node, take
        self._closing = threading.Event()
        self.reading = threading.Event()  # set while the queue exists and is read
        self._thread = threading.Thread(target=self._run, name="node queue", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def close(self) -> None:
        """Stop reading and take the queue away."""
        self._closing.set()
        self._thread.join(5)

    def _run(self) -> None:
        failures, turns = 0, os.getpid()
        while not self._closing.is_set():
            try:
                url = rotated(self._url, turns)
                turns += 1
                with Connection(
                    url, connect_timeout=3, heartbeat=10, transport_options=_limits(url)
                ) as connection:
                    reach(connection)
                    self._read(connection)
            except Exception as error:  # transports have no common base of errors
                if self.reading.is_set():
                    failures = 0
                if not failures:
                    logger.warning("own queue not read: %s", type(error).__name__)
                self._closing.wait(PAUSES[min(failures, len(PAUSES) - 1)])
                failures += 1
            finally:
                self.reading.clear()

    def _read(self, connection: Connection) -> None:
        channel = connection.channel()
        queue = Queue(
            name_of(self._node),
            durable=True,  # so that it outlives a lost connection of its process
            queue_arguments={"x-queue-type": "quorum"},  # and the node of a cluster that it lies on
            message_ttl=MESSAGE_LIFE,
            expires=QUEUE_LIFE,
            max_length=LONGEST,
        )(channel)
        with Consumer(channel, [queue], no_ack=True, on_message=self._on_message):
            self.reading.set()
            keep_at = 0.0
            while not self._closing.is_set():
                self._drain(connection)
                if time.monotonic() > keep_at:
                    _keep(channel, queue.name)
                    keep_at = time.monotonic() + QUEUE_LIFE / 6
        with contextlib.suppress(Exception):  # it ends by itself, too
            queue.delete()

    def _drain(self, connection: Connection) -> None:
        with contextlib.suppress(TimeoutError):
            connection.drain_events(timeout=0.5)
        connection.heartbeat_check()

    def _on_message(self, message: Any) -> None:
        body = message.body
        try:
            self._take(body.encode() if isinstance(body, str) else bytes(body))
        except Exception:  # one bad message must not end the reading
            logger.exception("a message was not taken")


def _limits(url: str) -> dict[str, int]:
    """Seconds for an answer.  Without them a broker that hangs holds the opening of a channel for ever."""
    return {"read_timeout": 4, "write_timeout": 4} if url.startswith("amqp") else {}


def _keep(channel: Any, queue: str) -> None:
    """On Redis a queue is a list without an end of its own; what waits in it gets one."""
    if isinstance(channel, redis_transport.Channel):
        with channel.conn_or_acquire() as client:  # the channel's own one is waiting for messages
            client.expire(queue, int(QUEUE_LIFE))
