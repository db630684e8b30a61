"""Two web processes are restarted one after the other while people talk, and nobody misses anything."""

import asyncio
import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from lie_project.client.door import Door, Ticket, Unreachable
from lie_project.client.player import Player
from tests.faults.stack import pid_of
from tests.integration.gateway.webs import Web, running_web
from tests.servers import RunningLie, running_lie, until

PEOPLE = 6


class TwoDoors(Door):
    """Behind a balancer: when one process is away, the other one answers."""

    def __init__(self, *bases: str) -> None:
        super().__init__(bases[0])
        self._origins = list(bases)

    async def ticket(self, code: str) -> Ticket:
        try:
            return await super().ticket(code)
        except Unreachable:
            self._origins.reverse()
            self.origin = self._origins[0]
            return await super().ticket(code)


class Talker(Player):
    """Says one line after the other, and notes who has ever been shown as away."""

    def __init__(self, door: Door, code: str, nickname: str) -> None:
        super().__init__(door, code, nickname, self.look)
        self.lines: list[str] = []
        self.away: set[str] = set()
        self.looking = False  # at first they come one after the other, and in the end they go like that

    def look(self) -> None:
        room = self.session.views.room
        if self.looking and room and len(room.members) == PEOPLE:
            self.away |= {member.nickname for member in room.members if member.away}

    async def talk(self, until: asyncio.Event) -> None:
        while not until.is_set():
            self.lines.append(f"{self.nickname} says line {len(self.lines)}")
            await self.send("chat.say", {"text": self.lines[-1]})
            await asyncio.sleep(0.4)  # a fast talker; more would be refused

    def has_all(self, lines: list[str]) -> bool:
        return set(lines) <= {message.text for message in self.session.views.chat.messages.values()}


@pytest.fixture
def both(tmp_path: Path) -> Iterator[tuple[RunningLie, Web]]:
    with (
        running_lie(tmp_path / "lie") as lie,
        running_web("daphne", output=None, **environment_of(lie)) as second,
    ):
        yield lie, second


def environment_of(lie: RunningLie) -> dict[str, str]:
    """What the launcher gives to its own web process, but for the mark by which it would find ours."""
    environ = Path(f"/proc/{pid_of(lie, 'web')}/environ").read_bytes().decode().split("\0")
    pairs = (entry.split("=", 1) for entry in environ if entry.startswith("LIE_"))
    return {name: value for name, value in pairs if name not in ("LIE_PORT", "LIE_RUN_ID", "LIE_ASGI")}


def test_a_rolling_restart_loses_nothing_and_nobody_is_shown_as_away(both: tuple[RunningLie, Web]) -> None:
    lie, second = both
    talkers = asyncio.run(talked_through_restarts(lie, second))
    lines = [line for talker in talkers for line in talker.lines]
    assert len(lines) > 10 * PEOPLE and all(talker.has_all(lines) for talker in talkers)
    assert all(talker.reconnects for talker in talkers)
    assert [talker.session.drift for talker in talkers] == [[]] * PEOPLE
    assert [talker.session.views.chat.changed for talker in talkers] == [0] * PEOPLE
    streams = [stream for talker in talkers for stream in talker.session.streams.values()]
    assert all(stream.complete and not stream.doubled for stream in streams)
    assert set.union(*(talker.away for talker in talkers)) == set()


async def talked_through_restarts(lie: RunningLie, second: Web) -> list[Talker]:
    talkers = await seated(lie, second)
    running = [asyncio.create_task(talker.run()) for talker in talkers]
    await all_there(talkers)
    for talker in talkers:
        talker.looking = True
    enough = asyncio.Event()
    talking = [asyncio.create_task(talker.talk(enough)) for talker in talkers]
    await asyncio.to_thread(restart_first, lie)
    second.process.terminate()  # now the first has to carry all of them
    assert await asyncio.to_thread(second.process.wait, 20) == 0
    await come_back(talkers)
    enough.set()
    await asyncio.gather(*talking)
    await all_told(talkers)
    for talker in talkers:
        talker.looking = False
    for talker in talkers:
        await talker.stop()
    await asyncio.gather(*running)
    return talkers


async def seated(lie: RunningLie, second: Web) -> list[Talker]:
    """Half of them on each process."""
    bases = [[lie.url, second.url], [second.url, lie.url]]
    doors = [TwoDoors(*bases[number % 2]) for number in range(PEOPLE)]
    code = await doors[0].open_room("talker0", language="en", rounds=1, pace=1.0)
    for number, door in enumerate(doors[1:], 1):
        await door.enter(f"talker{number}", code)
    return [Talker(door, code, f"talker{number}") for number, door in enumerate(doors)]


async def all_there(talkers: list[Talker]) -> None:
    def there(talker: Talker) -> bool:
        room = talker.session.views.room
        return bool(room and len([m for m in room.members if not m.away]) == PEOPLE)

    while not all(map(there, talkers)):
        await asyncio.sleep(0.05)  # between two looks


def restart_first(lie: RunningLie) -> None:
    """Its supervisor starts it again."""
    before = pid_of(lie, "web")
    assert before
    os.kill(before, signal.SIGTERM)
    until(lambda: pid_of(lie, "web") not in (before, None), "a new web process")
    until(lambda: Web(lie.process, int(lie.url.rpartition(":")[2]), "").readiness() == 200, "it is ready")


async def come_back(talkers: list[Talker]) -> None:
    """All have a socket, on whichever process."""
    while not all(talker.reconnects and talker._socket for talker in talkers):
        await asyncio.sleep(0.05)  # between two looks


async def all_told(talkers: list[Talker]) -> None:
    lines = [line for talker in talkers for line in talker.lines]
    while not all(talker.has_all(lines) for talker in talkers):
        await asyncio.sleep(0.05)  # between two looks
