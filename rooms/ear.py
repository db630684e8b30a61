"""A connection to Redis that only listens: all that came in one read is taken at once.

redis-py's PubSub sets two timeouts and awaits five times for each message, which costs more than to hand it
to eight sockets.  So redis-py opens the connection, with all that an address may ask for (password, TLS, Unix
socket), and from then on the bytes of its transport come here.
"""

import asyncio
from collections.abc import Callable
from typing import Any

import hiredis
from redis.asyncio.connection import Connection, parse_url

Take = Callable[[list[Any]], None]


class Ear(asyncio.Protocol):
    """``take`` gets all replies that one read has completed, as hiredis makes them; it must not raise.

    ``lost`` is set once the connection is."""

    def __init__(self, connection: Any, take: Take) -> None:
        self._connection, self._take = connection, take
        self._replies = hiredis.Reader()
        self._transport = connection._writer.transport
        self._before = self._transport.get_protocol()
        self._transport.set_protocol(self)
        self.lost = asyncio.Event()

    def send(self, *command: str) -> None:
        """Write a command; its answer comes to ``take``."""
        packed: bytes = hiredis.pack_command(command)  # type: ignore[arg-type]  # its stub wants exactly one
        self.write(packed)

    def write(self, packed: bytes) -> None:
        """The same of commands that are packed already."""
        self._transport.write(packed)

    async def close(self) -> None:
        await self._connection.disconnect(nowait=True)

    def data_received(self, data: bytes) -> None:
        self._replies.feed(data)
        replies = []
        while (reply := self._replies.gets()) is not False:
            replies.append(reply)
        self._take(replies)

    def connection_lost(self, error: Exception | None) -> None:
        self.lost.set()
        self._before.connection_lost(error)  # redis-py waits for it when it closes


async def open_ear(url: str, patience: float, take: Take) -> Ear:
    """Connect within ``patience`` seconds.  Raises RedisError, OSError."""
    options: Any = parse_url(url)
    kind = options.pop("connection_class", Connection)
    wanted = {"socket_connect_timeout": patience, "socket_timeout": patience}
    connection = kind(**{**options, **wanted})
    await connection.connect()
    return Ear(connection, take)
