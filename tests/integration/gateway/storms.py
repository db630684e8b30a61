"""Many sockets of many rooms, opened at once, in this very process."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from channels.testing import WebsocketCommunicator

from events.messages.commands import JoinRoom
from lie_project.asgi import application
from rooms.hub import hub
from tests.integration.rooms.sockets import ORIGIN, Bus, ticket, until_true

ROOMS = [f"ABC{first}{second}" for first in "DEFGH" for second in "JKLMNPQRST"]
SEATS = 10
STORM = SEATS * len(ROOMS)  # 500


@asynccontextmanager
async def storm(bus: Bus) -> AsyncIterator[list[WebsocketCommunicator]]:
    """Ten sockets for each room, once all have asked for their seats; closed in the end."""
    made = await asyncio.gather(*(_open(room, number) for room in ROOMS for number in range(SEATS)))
    await asyncio.wait_for(until_true(lambda: len(names_of(bus)) == STORM), 60)
    yield made
    for each in made:
        await each.disconnect()


async def _open(room: str, number: int) -> WebsocketCommunicator:
    headers = [(b"origin", ORIGIN.encode())]
    offered = ["lie.v1", ticket(f"player{number}", room)]
    made = WebsocketCommunicator(application, f"/ws/rooms/{room}/", headers=headers, subprotocols=offered)
    assert (await made.connect(20))[0]
    return made


def names_of(bus: Bus) -> set[str]:
    """Of the connections that seats were asked for."""
    return {command.connection for command, _ in bus.sent if isinstance(command, JoinRoom)}


async def all_gone() -> None:
    """Every socket has been told to go."""
    await until_true(lambda: all(s._ended_with for sockets in hub()._rooms.values() for s in sockets))  # type: ignore[attr-defined]
