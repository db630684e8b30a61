"""Waits for what has to happen, no longer than the game itself allows."""

import asyncio
import time
from collections.abc import Callable

from lie_project.client.session import Session
from lie_project.client.views import GameView

STEP = 20.0  # seconds for a step without a deadline of its own: lobby, start, end
GRACE = 10.0  # seconds that the end of a phase may be late


class Stuck(Exception):
    """Something did not happen in time; the text is one sentence that says what and where."""


class Watch:
    """``sessions`` gives the clients of the room; call ``look`` whenever one of them has changed."""

    def __init__(self, sessions: Callable[[], list[Session]]) -> None:
        self._sessions = sessions
        self._news = asyncio.Event()

    def look(self) -> None:
        self._news.set()

    async def step(self, what: str, reached: Callable[[], bool], seconds: float | None = None) -> None:
        """Wait until ``reached``.  Raises Stuck after ``seconds`` (STEP)."""
        seconds = STEP if seconds is None else seconds
        try:
            async with asyncio.timeout(seconds):
                while not reached():
                    await self._next_news()
        except TimeoutError:
            raise Stuck(f"Not within {seconds:.0f} s: {what}; {_where(self._newest())}.") from None

    async def game(self) -> None:
        """Wait from the lobby through all phases back to the lobby.  Raises Stuck when a phase
        does not end at its deadline."""
        await self.step("the game starts", lambda: _phase(self._newest()) != "lobby")
        while _phase(game := self._newest()) != "lobby":
            await self._phase_ends(game)
        end = self._newest()
        await self.step("the game is over for everybody", lambda: self._all_back(end))

    async def _phase_ends(self, game: GameView | None) -> None:
        number = game.number if game else 0
        try:
            async with asyncio.timeout(self._seconds_left(game)):
                while _number(self._newest()) == number:
                    await self._next_news()
        except TimeoutError:
            raise Stuck(f"The phase does not end: {_where(game)}.") from None

    def _seconds_left(self, game: GameView | None) -> float:
        """What the phase's own deadline leaves, and some grace."""
        if game is None or game.deadline is None:
            return STEP
        clock = time.time() * 1000 + self._sessions()[0].offset
        return max(game.deadline - clock, 0) / 1000 + GRACE

    def _newest(self) -> GameView | None:
        games = [session.views.game for session in self._sessions()]
        return max((game for game in games if game is not None), key=_number, default=None)

    def _all_back(self, end: GameView | None) -> bool:
        views = [session.views for session in self._sessions()]
        games = all(_phase(view.game) == "lobby" and _number(view.game) >= _number(end) for view in views)
        return games and all(view.room is not None and not view.room.playing for view in views)

    async def _next_news(self) -> None:
        await self._news.wait()
        self._news.clear()


def _phase(game: GameView | None) -> str:
    return "lobby" if game is None else game.phase


def _number(game: GameView | None) -> int:
    return -1 if game is None else game.number


def _where(game: GameView | None) -> str:
    return f"the game is in phase {_phase(game)} of round {game.round if game else 0}"
