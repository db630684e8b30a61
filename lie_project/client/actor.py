"""A robot at a real socket: looks when something has come, thinks, sends."""

import asyncio
import time
from collections.abc import Callable, Mapping
from typing import Any

from lie_project.client.intents import Wish, sight_of
from lie_project.client.player import Player
from lie_project.client.robots import Robot
from lie_project.client.session import BUSY


class Actor:
    """``player`` is the socket, ``robot`` the mind.  ``on_change`` is called after every frame.
    ``wanted``: settings that he chooses before he starts the game, as host."""

    def __init__(
        self,
        player: Player,
        robot: Robot,
        on_change: Callable[[], None],
        wanted: Mapping[str, Any] | None = None,
    ) -> None:
        self.player = player
        self.robot = robot
        self._wanted = wanted or {}
        self._on_change = on_change
        self._news = asyncio.Event()
        self._wishes: dict[str, Wish] = {}
        self._refusals_read = 0
        player.on_change = self._noticed

    async def act(self) -> None:
        """Play until the socket has ended for good."""
        while self.player.ended is None:
            self._news.clear()
            self._read_refusals()
            if (wish := self._next()) is not None:
                self._wishes[await self.player.send(wish.type, wish.data)] = wish
            else:
                await self._rest()

    def _next(self) -> Wish | None:
        session = self.player.session
        sight = sight_of(session.player, session.views, self._wanted)
        if sight is None:
            return None
        return self.robot.next(sight, time.monotonic(), self.player.server_ms())

    async def _rest(self) -> None:
        """Until something comes, or he has thought enough."""
        left = self.robot.wakes_at - time.monotonic()
        try:
            async with asyncio.timeout(max(left, 0.0) if left < float("inf") else None):
                await self._news.wait()
        except TimeoutError:
            return

    def _read_refusals(self) -> None:
        refusals = self.player.session.refusals
        for refusal in refusals[self._refusals_read :]:
            if refusal.id in self._wishes and refusal.code != BUSY:
                self.robot.refused(self._wishes[refusal.id], time.monotonic())
        self._refusals_read = len(refusals)

    def _noticed(self) -> None:
        self._news.set()
        self._on_change()
