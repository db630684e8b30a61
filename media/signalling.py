"""From a media server to browsers: frames by the room's Redis channel, as events.live sends them."""

import logging
from typing import Any

import msgspec
from redis import RedisError

from events import live
from events.log import sealing
from events.messages.frames import ServerFrame

logger = logging.getLogger(__name__)


class Voice:
    """Speaks to a room's sockets; ``redis`` is an asyncio client."""

    def __init__(self, redis: Any) -> None:
        self._redis = redis

    async def to(self, room: str, player: str, frame: ServerFrame) -> None:
        """To one player's socket alone: sealed until it gets there."""
        await self._publish(room, player.encode() + b" " + sealing.seal(msgspec.json.encode(frame)))

    async def to_all(self, room: str, frame: ServerFrame) -> None:
        await self._publish(room, live.EVERYBODY.encode() + b" " + msgspec.json.encode(frame))

    async def _publish(self, room: str, message: bytes) -> None:
        try:
            await self._redis.publish(live.channel_of(room), message)
        except RedisError as error:  # browsers ask again
            logger.warning("answer not sent: %s", type(error).__name__)
