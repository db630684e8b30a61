"""What browsers and media servers say to each other (events.messages.media_frames), and its way past the log.

A signal goes from the room's socket to the media server that the room is assigned to, through that server's
own queue; the answer comes as a frame by the room's Redis channel.  No worker and no database lies between
them: who is connected how is not worth remembering.

Redis: ``lie:media:room:CODE`` the room's assignment; ``lie:media:node:ID`` a living server's load, gone 3 s
after its last beat; ``lie:media:floor:CODE`` who is heard and seen; ``lie:media:nodes`` servers by last beat.
"""

import time
from typing import Any

import msgspec
from msgspec import Raw

from events.broker import node_queue
from events.catalogue.terms import PlayerId
from events.messages.envelope import new_id

LIFE = 10.0  # seconds after which a signal has no meaning any more


class Assignment(msgspec.Struct, frozen=True):
    """Which server has a room.  ``epoch`` grows with every move: who acts for an older one is stopped."""

    node: str
    epoch: int


class Signal(msgspec.Struct, frozen=True):
    """One message to a media server.  ``player`` and ``connection``: the socket's word, no browser's."""

    type: str
    room: str
    epoch: int  # of the assignment by which it was sent
    player: PlayerId = ""
    connection: str = ""
    data: Raw = Raw(b"{}")
    id: str = msgspec.field(default_factory=new_id)
    sent: float = msgspec.field(default_factory=time.time)


# --- from the media worker -----------------------------------------------------------------


class SetFloor(msgspec.Struct, frozen=True):
    """media.floor: who is heard and seen; None: everybody.  A lower ``number`` than the last is late."""

    number: int
    heard: list[PlayerId] | None = None
    seen: list[PlayerId] | None = None


class RemoveMember(msgspec.Struct, frozen=True):
    """media.remove: the signal's player has left the room."""


class CloseMedia(msgspec.Struct, frozen=True):
    """media.close: the room is closed."""


# --- the way -------------------------------------------------------------------------------


def assignment_key(room: str) -> str:
    return f"lie:media:room:{room}"


def node_key(node: str) -> str:
    return f"lie:media:node:{node}"


def floor_key(room: str) -> str:
    return f"lie:media:floor:{room}"


NODES = "lie:media:nodes"


async def assignment_of(redis: Any, room: str) -> Assignment | None:
    """The living server that has a room; None when there is none.  ``redis`` is an asyncio client."""
    raw = await redis.get(assignment_key(room))
    if raw is None:
        return None
    assignment = msgspec.json.decode(raw, type=Assignment)
    return assignment if await redis.exists(node_key(assignment.node)) else None


async def forward(redis: Any, signal: Signal) -> bool:
    """From a socket to the room's server; False when the room has none.

    Raises RedisError.  What the broker does not take is lost: the browser asks again.
    """
    assignment = await assignment_of(redis, signal.room)
    if assignment is None:
        return False
    send(assignment.node, msgspec.structs.replace(signal, epoch=assignment.epoch))
    return True


def send(node: str, signal: Signal) -> None:
    """Into a server's queue; never waits."""
    node_queue.put(node, signal.id, msgspec.json.encode(signal))
