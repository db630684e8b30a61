"""Rooms of robots that play one game after the other: ``python -m tests.soak.crowd URL ROOMS SEED``.

A process of its own, so that its processor time is not LIE's.  TERM lets the games at hand come to their
end; then it prints what was seen, as one line of JSON.
"""

import asyncio
import signal
import sys
from collections.abc import Sequence
from dataclasses import replace

import msgspec

from lie_project.client.door import TurnedAway, Unreachable
from lie_project.client.frames import ProtocolError
from lie_project.client.match import Match, Plan
from lie_project.client.report import Report

ROBOTS = 4
TOLD = 5  # problems that are told in words
TRIES = 20  # of a command: a minute, in which more than one server may be killed
BACK = 0.5  # seconds until a shut door is tried again


class Seen(msgspec.Struct):
    """Sums over all games.  ``turned_away``: how often a room could not be made or entered; ``unfinished``:
    games that robots gave up.  What they had not heard when they left them is nobody's loss: the books tell
    whether it was done."""

    games: int = 0
    rounds: int = 0
    commands: int = 0
    reconnects: int = 0
    turned_away: int = 0
    lost: list[str] = []
    doubled: list[str] = []
    leaked: list[str] = []
    unfinished: int = 0
    problems: list[str] = []  # the first of them

    def add(self, report: Report) -> None:
        self.games += 1
        self.rounds += report.rounds
        self.commands += report.commands
        self.reconnects += report.reconnects
        self.doubled += report.duplicated
        self.leaked += report.leaks
        if report.problems:
            self.unfinished += 1
            self.problems = [*self.problems, *report.problems][:TOLD]
        else:
            self.lost += report.lost


async def play(url: str, rooms: int, seed: int, last: asyncio.Event) -> Seen:
    """Until ``last`` is set and every room's game has ended."""
    seen = Seen()
    await asyncio.gather(*(_room(url, number, seed, last, seen) for number in range(1, rooms + 1)))
    return seen


async def _room(url: str, number: int, seed: int, last: asyncio.Event, seen: Seen) -> None:
    game = 0
    while not last.is_set():
        game += 1
        plan = Plan(base=url, robots=ROBOTS, rounds=1, seed=seed + 1000 * game, room=number)
        match = Match(replace(plan, tries=TRIES, chat_may_tell=True))
        try:
            await match.play()
            seen.add(match.report())
        except (TurnedAway, Unreachable, ProtocolError):  # the door was shut: web was down at this moment
            seen.turned_away += 1
            await asyncio.sleep(BACK)


async def main(arguments: Sequence[str]) -> None:
    url, rooms, seed = arguments
    last = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, last.set)
    print(msgspec.json.encode(await play(url, int(rooms), int(seed), last)).decode())


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1:]))
