"""One whole game of robots in one room: made by HTTP, played over sockets, watched to its end."""

import asyncio
import random
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from lie_project.client import ledger
from lie_project.client.actor import Actor
from lie_project.client.door import Door, TurnedAway, Unreachable
from lie_project.client.frames import STREAMS, ProtocolError
from lie_project.client.pending import ANSWER_WITHIN, TRIES
from lie_project.client.player import Player
from lie_project.client.report import Report, report_of
from lie_project.client.robots import Robot
from lie_project.client.session import Session
from lie_project.client.watch import Stuck, Watch

SETTLES = 5.0  # seconds for the last frames to reach everybody
LEAVES = 3.0  # seconds for a socket to be closed after its player has left


@dataclass(frozen=True)
class Plan:
    """What shall be played.  ``room`` tells the rooms of one run apart."""

    base: str  # http://host:port
    robots: int
    rounds: int
    seed: int
    language: str = "en"
    pace: float = 1.0  # multiplies the length of every phase
    settings: Mapping[str, Any] = field(default_factory=dict)  # what is played, beside rounds and pace
    room: int = 1
    tries: int = TRIES  # of each command, until it counts as lost
    chat_may_tell: bool = False  # as audit.leaks_of has it
    said: Callable[[str], None] = lambda line: None  # progress, for people


@dataclass
class Match:
    """``await play()`` once; then ``report()``.  A game that gets stuck is a problem in the report;
    a room that cannot even be made or entered raises TurnedAway or Unreachable."""

    plan: Plan
    problems: list[str] = field(default_factory=list)
    actors: list[Actor] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._watch = Watch(lambda: self.sessions)
        self._tasks: list[asyncio.Task[None]] = []

    @property
    def sessions(self) -> list[Session]:
        return [actor.player.session for actor in self.actors]

    async def play(self) -> None:
        """From an empty room to an empty room."""
        try:
            await self._enter()
            await self._story()
            await asyncio.gather(*(actor.player.leave(LEAVES) for actor in self.actors))
        finally:
            for task in self._tasks:
                task.cancel()
            await asyncio.gather(*self._tasks, return_exceptions=True)

    def report(self) -> Report:
        """What was seen; takes a moment, for it reads every frame again."""
        return report_of(
            self.sessions,
            rounds=None if self.plan.settings.get("goal") else self.plan.rounds,
            reconnects=sum(actor.player.reconnects for actor in self.actors),
            problems=self.problems,
            seed=self.plan.seed,
            chat_may_tell=self.plan.chat_may_tell,
        )

    async def _enter(self) -> None:
        """Robot 1 makes the room; the others come by its code, and all open their sockets."""
        host = Door(self.plan.base)
        name = "Robot 1"
        plan = self.plan
        code = await host.open_room(name, language=plan.language, rounds=plan.rounds, pace=plan.pace)
        self.plan.said(f"room {code}: {host.origin}/r/{code}")
        self._seat(1, Player(host, code, name, tries=plan.tries))
        guests = [(number, Door(self.plan.base)) for number in range(2, self.plan.robots + 1)]
        names = await asyncio.gather(*(door.enter(f"Robot {number}", code) for number, door in guests))
        for (number, door), given in zip(guests, names, strict=True):
            self._seat(number, Player(door, code, given, tries=plan.tries))

    def _seat(self, number: int, player: Player) -> None:
        rng = random.Random(f"{self.plan.seed}/{self.plan.room}/{number}")
        actor = Actor(player, Robot(rng, self.plan.robots), self._watch.look, self.plan.settings)
        self.actors.append(actor)
        self._tasks += [asyncio.create_task(player.run()), asyncio.create_task(actor.act())]

    async def _story(self) -> None:
        """The game, as long as every robot is at its socket."""
        story = asyncio.create_task(self._game())
        await asyncio.wait([story, *self._tasks], return_when=asyncio.FIRST_COMPLETED)
        try:
            self._check_tasks()
            await story
        except (Stuck, ProtocolError, TurnedAway, Unreachable) as error:
            if not any(session.room for session in self.sessions):
                raise  # nobody was let in
            self.problems.append(f"Room {self.actors[0].player.code}: {error}")
            await self._settle()
        finally:
            story.cancel()

    def _check_tasks(self) -> None:
        """Raises what ended a robot, if one has ended while the game goes on."""
        for task in self._tasks:
            if task.done():
                task.result()
        for actor in self.actors:
            if actor.player.ended is not None:
                raise Stuck(f"{actor.player.nickname} was closed out, with code {actor.player.ended}.")

    async def _game(self) -> None:
        everybody = self.plan.robots
        await self._watch.step("all robots are seated", lambda: _all_see(self.sessions, everybody))
        await self._watch.game()
        await self._settle()
        before = [session.snapshots.copy() for session in self.sessions]
        await asyncio.gather(*(actor.player.sync() for actor in self.actors))
        await self._watch.step("every sync is answered", lambda: _fresh(self.sessions, before))
        await self._settle()

    async def _settle(self) -> None:
        """Wait for the last frames; what has not come then is for the ledger to tell."""
        try:
            patience = max(SETTLES, self.plan.tries * ANSWER_WITHIN)
            await self._watch.step("", lambda: ledger.settled(self.sessions), patience)
        except Stuck:
            return


def _all_see(sessions: list[Session], members: int) -> bool:
    rooms = [session.views.room for session in sessions]
    return all(room is not None and len(room.members) >= members for room in rooms)


def _fresh(sessions: list[Session], before: list[Counter[str]]) -> bool:
    """Has every client had a snapshot of every stream that has anything to show?"""
    return all(
        session.snapshots[name] > old[name]
        for session, old in zip(sessions, before, strict=True)
        for name in STREAMS
        if session.streams[name].newest
    )
