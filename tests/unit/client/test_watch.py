import asyncio
import time
from typing import Any

import pytest

from lie_project.client import watch
from lie_project.client.session import Session
from lie_project.client.watch import Stuck, Watch
from tests.unit.client.builders import frame, game_view, room_view, text


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watch, "STEP", 0.2)
    monkeypatch.setattr(watch, "GRACE", 0.1)


class Table:
    """Two clients and the watch over them."""

    def __init__(self) -> None:
        self.sessions = [Session("anna"), Session("bert")]
        self.watch = Watch(lambda: self.sessions)
        self._last = 0

    def show(self, phase: str, number: int, **view: Any) -> None:
        """Both clients see the table so."""
        self._last += 1
        for session in self.sessions:
            session.receive(text(frame("game", self._last, game_view(phase, number=number, **view))), 0, 0)
        self.watch.look()

    def room(self, **view: Any) -> None:
        for session in self.sessions:
            session.receive(text(frame("room", self._last, room_view(**view), snapshot=True)), 0, 0)
        self.watch.look()


async def test_a_game_is_watched_from_the_lobby_to_the_lobby() -> None:
    table = Table()
    watching = asyncio.create_task(table.watch.game())
    for number, phase in enumerate(("dealing", "describing", "reveal", "lobby"), 1):
        table.show(phase, number)
        await asyncio.sleep(0)  # let the watch see it
    table.room(playing=False)
    await asyncio.wait_for(watching, 2)


async def test_it_is_not_over_before_the_room_knows() -> None:
    table = Table()
    table.room(playing=True)
    table.show("reveal", 1)
    watching = asyncio.create_task(table.watch.game())
    await asyncio.sleep(0)
    table.show("lobby", 2)
    with pytest.raises(Stuck, match="the game is over for everybody"):
        await watching


async def test_a_phase_that_outlives_its_deadline_is_named() -> None:
    table = Table()
    table.show("voting", 3, round=2, deadline=round(time.time() * 1000))
    with pytest.raises(Stuck, match=r"^The phase does not end: the game is in phase voting of round 2\.$"):
        await table.watch.game()


async def test_a_phase_may_last_until_its_deadline() -> None:
    table = Table()
    table.show("voting", 3, deadline=round(time.time() * 1000) + 60_000)
    watching = asyncio.create_task(table.watch.game())
    done, _ = await asyncio.wait([watching], timeout=0.4)
    watching.cancel()
    assert not done


async def test_a_step_that_is_not_reached_is_named() -> None:
    with pytest.raises(Stuck, match="all robots are seated; the game is in phase lobby"):
        await Table().watch.step("all robots are seated", lambda: False)
