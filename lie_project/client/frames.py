"""The frames of the socket, as the written protocol has them (docs/protocol.md)."""

from collections.abc import Mapping
from typing import Any

import msgspec

SUBPROTOCOL = "lie.v1"
STREAMS = ("room", "game", "chat", "media")


class ProtocolError(Exception):
    """The server said something that the written protocol does not know."""


class Welcome(msgspec.Struct, frozen=True):
    player: str
    room: str
    time: int


class Happening(msgspec.Struct, frozen=True):
    type: str
    data: Any


class StreamFrame(msgspec.Struct, frozen=True):
    """One change of the stream ``type``: its sequences ``first`` to ``last``."""

    type: str
    first: int
    last: int
    view: Any
    events: list[Happening] = []
    cause: str | None = None
    snapshot: bool = False


class OwnFrame(msgspec.Struct, frozen=True):
    last: int
    view: Any
    snapshot: bool = False


class Done(msgspec.Struct, frozen=True):
    id: str


class Refused(msgspec.Struct, frozen=True):
    id: str | None
    code: str
    message: str


class Beat(msgspec.Struct, frozen=True):
    time: int
    last: dict[str, int]


class Status(msgspec.Struct, frozen=True):
    degraded: list[str]


class Pong(msgspec.Struct, frozen=True):
    id: str
    time: int


class Typing(msgspec.Struct, frozen=True):
    player: str


class Reaction(msgspec.Struct, frozen=True):
    player: str
    kind: str


class Stands(msgspec.Struct, frozen=True):
    """For a spectator.  ``view`` None: he has a seat now."""

    first: int
    last: int
    view: dict[str, Any] | None
    lines: list[dict[str, Any]] = []
    cause: str | None = None
    snapshot: bool = False


ServerFrame = (
    Welcome | StreamFrame | OwnFrame | Done | Refused | Status | Beat | Pong | Typing | Reaction | Stands
)

SHAPES: Mapping[str, type[Any]] = {
    **dict.fromkeys(STREAMS, StreamFrame),
    "welcome": Welcome,
    "you": OwnFrame,
    "done": Done,
    "refused": Refused,
    "status": Status,
    "beat": Beat,
    "pong": Pong,
    "typing": Typing,
    "reaction": Reaction,
    "stands": Stands,
}


def read(text: str | bytes) -> ServerFrame | None:
    """The frame in ``text``; None for a type that is newer than this client.

    Raises ProtocolError if it is no JSON object with a type, or its fields are not as written."""
    try:
        frame = msgspec.json.decode(text, type=dict[str, Any])
        shape = SHAPES.get(frame["type"])
        return None if shape is None else msgspec.convert(frame, shape)
    except (msgspec.MsgspecError, KeyError) as error:
        raise ProtocolError(f"a frame is not as the protocol has it: {error}") from error


def write(id: str, type: str, data: dict[str, Any] | None = None) -> str:
    """One frame of the client, as JSON text."""
    frame: dict[str, Any] = {"id": id, "type": type}
    return msgspec.json.encode(frame if data is None else frame | {"data": data}).decode()
