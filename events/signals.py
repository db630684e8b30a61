"""What browsers and media servers say to each other, past the log.

A signal goes from the room's socket to the media server that the room is assigned to, through that server's
own queue; the answer comes as a frame by the room's Redis channel.  No worker and no database lies between
them: who is connected how is not worth remembering.

Redis: ``lie:media:room:CODE`` the room's assignment; ``lie:media:node:ID`` a living server's load, gone 3 s
after its last beat; ``lie:media:floor:CODE`` who is heard and seen; ``lie:media:nodes`` servers by last beat.
"""

import time
from typing import Annotated, Any

import msgspec
from msgspec import Meta, Raw

from events import node_queue
from events.catalogue.terms import PlayerId
from events.envelope import new_id
from events.frames import ServerFrame

LIFE = 10.0  # seconds after which a signal has no meaning any more
LARGEST_OFFER = 64 * 1024  # characters

Mid = str  # identifies an m-section: RFC 5888


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


# --- from browsers -------------------------------------------------------------------------


class Join(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """media.join: what may I offer?  Answered by ``media.config``."""


class Offer(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """media.offer: a whole offer, without trickled candidates."""

    epoch: int
    attempt: int  # the browser's own count, given back with the answer
    sdp: Annotated[str, Meta(max_length=LARGEST_OFFER)]


class Layers(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """media.layers: pictures that this browser does not show now."""

    hidden: Annotated[list[PlayerId], Meta(max_length=32)] = []


class Mute(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """media.mute: what the player has switched off."""

    audio: bool
    video: bool


class Leave(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """media.leave: text only from now on."""


FROM_BROWSERS: dict[str, type[msgspec.Struct]] = {
    "media.join": Join,
    "media.offer": Offer,
    "media.layers": Layers,
    "media.mute": Mute,
    "media.leave": Leave,
}


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


# --- to browsers ---------------------------------------------------------------------------


class MediaConfig(ServerFrame, frozen=True, tag="media.config"):
    """How to offer: one section to send sound, one to send video, then ``slots`` pairs to receive."""

    epoch: int
    slots: int
    iceServers: list[dict[str, Any]]


class MediaAnswer(ServerFrame, frozen=True, tag="media.answer"):
    epoch: int
    attempt: int
    sdp: str


class SlotOf(msgspec.Struct, frozen=True):
    """Who comes in which two sections."""

    player: PlayerId
    audio: Mid
    video: Mid


class MediaSlots(ServerFrame, frozen=True, tag="media.slots"):
    """Whole layout of this browser's sections; comes at every change."""

    epoch: int
    slots: list[SlotOf]


class Muted(msgspec.Struct, frozen=True):
    audio: bool
    video: bool


class MediaMutes(ServerFrame, frozen=True, tag="media.mutes"):
    """To everybody: those who are connected, and what they have switched off."""

    epoch: int
    players: dict[PlayerId, Muted]


class MediaReset(ServerFrame, frozen=True, tag="media.reset"):
    """Make a new connection, beginning with ``media.join``.  reason: moved, stale, lost, draining."""

    epoch: int
    reason: str


class MediaError(ServerFrame, frozen=True, tag="media.error"):
    """The offer was not taken; the same one will not be."""

    code: str


FRAMES: tuple[type[ServerFrame], ...] = (
    MediaConfig,
    MediaAnswer,
    MediaSlots,
    MediaMutes,
    MediaReset,
    MediaError,
)


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
