"""One process' ear at Redis: subscriptions that are surely there, and a loss that is surely noticed.

A broken connection says so; a frozen server says nothing.  So it is asked for a sign of life, and without
one the connection is given up and made anew.  The client library's own reconnecting is of no use here: it
mends in silence, and nobody would know that frames are missing.
"""

import asyncio
import contextlib
import logging
import time
from collections.abc import Callable, Iterable
from typing import Any

import redis
from redis import RedisError

logger = logging.getLogger(__name__)

ASK = 1.0  # seconds without a message after which Redis is asked for a sign of life
SILENT = 3.0  # seconds without any after which it is taken for gone; also for a subscription to stand
PAUSE = 0.3  # seconds between tries to reach it again


class Listener:
    """Of one event loop.

    ``hear(channel, data)``  a message came; must not raise
    ``lost()``  from now on messages may be missing
    ``found()``  they come again; those between are lost
    """

    def __init__(
        self,
        pubsub: Any,
        always: str,
        hear: Callable[[bytes, bytes], None],
        lost: Callable[[], None],
        found: Callable[[], None],
    ) -> None:
        self._pubsub = pubsub
        self._channels = {always}  # one channel at least, so that listening never ends
        self._hear, self._lost, self._found = hear, lost, found
        self._awaited: dict[bytes, asyncio.Future[None]] = {}
        self._task: asyncio.Task[None] | None = None
        # Two first subscriptions at once would each open a connection, and one would be deaf.
        self._subscribing = asyncio.Lock()
        self._heard_at = 0.0
        self.is_deaf = False

    async def subscribe(self, channel: str) -> None:
        """Returns when Redis has confirmed it.  Raises RedisError."""
        standing = self._awaited.get(channel.encode())
        if standing is None:
            standing = self._awaited[channel.encode()] = asyncio.get_running_loop().create_future()
        self._channels.add(channel)
        async with self._subscribing:
            if self._task is None:
                await self._pubsub.subscribe(*self._channels)
                self._heard_at = time.monotonic()
                self._task = asyncio.create_task(self._run())
            elif not self.is_deaf:
                await self._pubsub.subscribe(channel)
        try:
            await asyncio.wait_for(asyncio.shield(standing), SILENT)
        except TimeoutError:
            raise redis.TimeoutError("the subscription was not confirmed") from None

    async def unsubscribe(self, channel: str) -> None:
        """Unless it was subscribed anew meanwhile.  Raises RedisError."""
        self._channels.discard(channel)
        self._awaited.pop(channel.encode(), None)
        async with self._subscribing:  # else the two could overtake each other on their way
            if channel not in self._channels and not self.is_deaf:
                await self._pubsub.unsubscribe(channel)

    async def close(self) -> None:
        if self._task:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
        await self._pubsub.aclose()

    async def _run(self) -> None:
        while True:
            try:
                await self._listen()
            except (RedisError, OSError, RuntimeError) as error:  # RuntimeError: closed while it was read
                if not self.is_deaf:
                    logger.warning("frames stop: %s", type(error).__name__)
                    self.is_deaf = True
                    self._lost()
                await self._reach_again()

    async def _listen(self) -> None:
        """One message, or a second of silence."""
        message = await self._pubsub.get_message(timeout=ASK)
        if message is None:
            if time.monotonic() - self._heard_at > SILENT:
                raise redis.TimeoutError("no sign of life")
            await self._pubsub.ping()
            return
        self._heard_at = time.monotonic()
        if self.is_deaf:
            self.is_deaf = False
            self._found()
        if message["type"] == "message":
            self._hear(message["channel"], message["data"])
        elif message["type"] == "subscribe":
            self._confirm([message["channel"]])

    def _confirm(self, channels: Iterable[bytes]) -> None:
        for channel in channels:
            standing = self._awaited.pop(channel, None)
            if standing and not standing.done():
                standing.set_result(None)

    async def _reach_again(self) -> None:
        """A new connection with all subscriptions; whether it lives is seen by its first message."""
        await asyncio.sleep(PAUSE)
        async with self._subscribing:
            with contextlib.suppress(RedisError, OSError):
                await self._pubsub.aclose()
                await self._pubsub.subscribe(*self._channels)
                self._heard_at = time.monotonic()
