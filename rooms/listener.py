"""One connection to Redis that hears all rooms of this process, and knows when it hears nothing.

A frozen Redis says nothing at all, and neither does a network that has swallowed a connection: so Redis is
asked for a sign of life every second.
"""

import asyncio
import contextlib
import logging
from collections.abc import Callable
from typing import Any

import redis
from redis import RedisError

from rooms.ear import Ear, open_ear

logger = logging.getLogger(__name__)

ASK = 1.0  # seconds between two signs of life that Redis is asked for
UNANSWERED = 3  # of them, and it is taken for gone
SILENT = 3.0  # seconds for a connection, or a subscription, to stand
PAUSE = 0.3  # seconds between tries to reach it again

Message = tuple[bytes, bytes]
"""Channel and data."""


class Listener:
    """Of one event loop.

    ``hear(messages)``  these came together; must not raise
    ``lost()``  from now on messages may be missing
    ``found()``  they come again; those between are lost
    """

    def __init__(
        self,
        url: str,
        always: str,
        hear: Callable[[list[Message]], None],
        lost: Callable[[], None],
        found: Callable[[], None],
    ) -> None:
        self._url = url
        self._channels = {always}
        self._hear, self._lost, self._found = hear, lost, found
        self._awaited: dict[bytes, asyncio.Future[None]] = {}
        self._task: asyncio.Task[None] | None = None
        self._ear: Ear | None = None
        self._unanswered = 0
        self.is_deaf = False

    async def subscribe(self, channel: str) -> None:
        """Returns when Redis has confirmed it.  Raises RedisError."""
        standing = self._awaited.get(channel.encode())
        if standing is None:
            standing = self._awaited[channel.encode()] = asyncio.get_running_loop().create_future()
        self._channels.add(channel)
        if self._task is None:
            self._task = asyncio.create_task(self._run())
        elif self._ear:
            self._ear.send("SUBSCRIBE", channel)
        try:
            await asyncio.wait_for(asyncio.shield(standing), SILENT)
        except TimeoutError:
            raise redis.TimeoutError("the subscription was not confirmed") from None

    def unsubscribe(self, channel: str) -> None:
        """Nobody wants to hear of it any more."""
        self._channels.discard(channel)
        self._awaited.pop(channel.encode(), None)
        if self._ear:
            self._ear.send("UNSUBSCRIBE", channel)

    async def close(self) -> None:
        if self._task:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    async def _run(self) -> None:
        while True:
            try:
                await self._listen(await open_ear(self._url, SILENT, self._take))
            except (RedisError, OSError) as error:
                if not self.is_deaf:
                    logger.warning("frames stop: %s", type(error).__name__)
                    self.is_deaf = True
                    self._lost()
            await asyncio.sleep(PAUSE)

    async def _listen(self, ear: Ear) -> None:
        """Until the connection is lost, or silent for too long.  Raises RedisError then."""
        self._ear, self._unanswered = ear, 0
        try:
            ear.send("SUBSCRIBE", *self._channels)
            while self._unanswered < UNANSWERED and not ear.lost.is_set():
                self._unanswered += 1
                ear.send("PING")
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(ear.lost.wait(), ASK)
            raise redis.ConnectionError("closed" if ear.lost.is_set() else "no sign of life")
        finally:
            self._ear = None
            await ear.close()

    def _take(self, replies: list[Any]) -> None:
        """All replies of one read; whatever they are, Redis is there."""
        self._unanswered = 0
        if self.is_deaf:
            self.is_deaf = False
            self._found()
        messages = []
        for reply in replies:
            if not isinstance(reply, list):
                continue  # to a ping
            if reply[0] == b"message":
                messages.append((reply[1], reply[2]))
            elif reply[0] == b"subscribe":
                self._confirm(reply[1])
        if messages:
            self._hear(messages)

    def _confirm(self, channel: bytes) -> None:
        standing = self._awaited.pop(channel, None)
        if standing and not standing.done():
            standing.set_result(None)
