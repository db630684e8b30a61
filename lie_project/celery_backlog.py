"""How many messages wait in queues, asked of the broker on a connection of its own."""

import logging
from collections.abc import Sequence
from contextlib import suppress
from typing import Any

from celery import Celery
from kombu import Connection

from events.broker.addresses import reach

logger = logging.getLogger(__name__)

PATIENCE = 3  # seconds for the broker to answer


class Backlog:
    """Keeps its connection between questions; any trouble drops it, and the answer is None."""

    def __init__(self, app: Celery) -> None:
        self._app = app
        self._connection: Connection | None = None

    def __call__(self, queues: Sequence[str]) -> int | None:
        """Messages that no worker has yet; None when the broker does not say."""
        try:
            channel = self._opened().default_channel
            return sum(_waiting(channel, queue) for queue in queues)
        except Exception as error:  # transports have no common base of errors
            logger.debug("backlog not known: %s", type(error).__name__)
            self._drop()
            return None

    def _opened(self) -> Connection:
        if self._connection is None:
            amqp = str(self._app.conf.broker_url).startswith("amqp")
            options = {"read_timeout": PATIENCE, "write_timeout": PATIENCE} if amqp else {}
            options |= self._app.conf.broker_transport_options
            connection = Connection(
                self._app.conf.broker_url, connect_timeout=PATIENCE, heartbeat=0, transport_options=options
            )
            self._connection = connection
            reach(connection)
        return self._connection

    def _drop(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            with suppress(Exception):  # closing a broken connection may fail in any way
                connection.release()


def _waiting(channel: Any, queue: str) -> int:
    if hasattr(
        channel, "_size"
    ):  # kombu's transports without queues of their own: an empty one does not exist
        return int(channel._size(queue))
    return int(channel.queue_declare(queue, passive=True).message_count)
