"""A web process is killed with players at its sockets who never come back: the room heals by itself."""

import asyncio
import os
import signal
import sqlite3
from contextlib import closing
from pathlib import Path

from lie_project.client.door import Door
from lie_project.client.player import Player
from tests.faults.stack import pid_of
from tests.servers import RunningLie, running_lie, until


def test_players_of_a_killed_gateway_are_away_soon_and_their_room_closes(tmp_path: Path) -> None:
    with running_lie(tmp_path / "lie", env={"LIE_EMPTY_ROOM_GRACE": "5"}) as lie:
        code = asyncio.run(sit_down_and_lose_the_gateway(lie))
        until(lambda: asked(lie, code)["people"] == 0, "nobody is shown any more")
        until(lambda: bool(asked(lie, code)["closed"]), "the room is closed")


async def sit_down_and_lose_the_gateway(lie: RunningLie) -> str:
    """Two people in a new room; then their gateway is killed, and they are gone for good."""
    doors = [Door(lie.url), Door(lie.url)]
    code = await doors[0].open_room("alice", language="en", rounds=1, pace=1.0)
    await doors[1].enter("bob", code)
    players = [Player(door, code, name) for door, name in zip(doors, ("alice", "bob"), strict=True)]
    sitting = [asyncio.create_task(player.run()) for player in players]
    while not (lie_shows := await asyncio.to_thread(asked, lie, code)) or lie_shows["people"] != 2:
        await asyncio.sleep(0.05)  # between two looks at the lobby
    for task in sitting:
        task.cancel()  # nobody closes a socket or comes back
    web = pid_of(lie, "web")
    assert web is not None
    os.kill(web, signal.SIGKILL)
    await asyncio.gather(*sitting, return_exceptions=True)
    return code


def asked(lie: RunningLie, code: str) -> dict[str, int]:
    """The room's row of the lobby."""
    with closing(sqlite3.connect(lie.data / "lie.sqlite3", timeout=20)) as database:
        database.row_factory = sqlite3.Row
        row = database.execute("SELECT * FROM rooms_room WHERE code = ?", [code]).fetchone()
        return dict(row) if row else {}
