"""The socket's language: every frame, both ways, and every close code.

Frames are JSON text.  A client sends ``{"id", "type", "data"}``; ``type`` is a command that
players may send (messages.commands), ``sync``, ``ping`` or ``typing``, or a signal to the room's media server
(messages.media_frames, where its answers stand, too).  The server's frames are below; their ``type`` is the
struct's tag.  Those that workers make stand in messages.frames.  docs/protocol.md is the written form.
"""

import time
from typing import Annotated, Literal

import msgspec
from msgspec import Meta, Raw

from events.faults.conditions import Part as Condition
from events.messages import media_frames
from events.messages.frames import (
    ChatFrame,
    Done,
    GameFrame,
    MediaFrame,
    OwnFrame,
    Refused,
    RoomFrame,
    ServerFrame,
)
from rooms.view import StandsLine, StandsView

VERSION = "lie.v1"  # WebSocket subprotocol
MAX_FRAME = 4096  # bytes of a client's frame
LARGER = {"media.offer": 72 * 1024}  # bytes, of the types that may have more
LARGEST = max(MAX_FRAME, *LARGER.values())

StreamName = Literal["room", "game", "chat", "media"]
Part = Condition | Literal["live"]


class ClientFrame(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    id: Annotated[str, Meta(min_length=8, max_length=40, pattern="^[A-Za-z0-9_-]+$")]
    type: Annotated[str, Meta(max_length=40)]
    data: Raw = Raw(b"{}")


class Since(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Data of ``sync``: the newest sequence that the client shows, by stream; one that has not moved since
    is not sent."""

    last: dict[str, Annotated[int, Meta(ge=0)]] = {}


class Welcome(ServerFrame, frozen=True, tag="welcome"):
    """First frame of every socket."""

    player: str
    room: str
    time: int  # server's clock, epoch milliseconds


class Status(ServerFrame, frozen=True, tag="status"):
    """What works only in part just now; comes at every change, and to a new socket if there is any.
    ``broker``: messages take a detour, the game goes on.  ``rooms``, ``game``, ``chat``: nobody handles
    what concerns these; it waits.  ``media``: video and sound, of this room alone or of all.  ``live``: this
    process hears nothing of the rooms; what is shown may be old, and will be caught up with."""

    degraded: list[Part]


class Beat(ServerFrame, frozen=True, tag="beat"):
    """Every 10 s: the newest ``last`` of each stream; behind it for over 1 s: send ``sync``."""

    time: int
    last: dict[str, int]


class Typing(ServerFrame, frozen=True, tag="typing"):
    """This player is typing a line of chat.  Cosmetic: it may be left out at any time."""

    player: str


class StandsFrame(ServerFrame, frozen=True, tag="stands"):
    """To a spectator alone: what those in the stands see, with the lines that are new (``snapshot``: the last
    50).  Sequences ``first`` to ``last``; one that is missing: send ``rooms.show_stands``.  ``view`` null: he
    has a seat now."""

    first: int
    last: int
    view: StandsView | None
    lines: list[StandsLine] = []
    cause: str | None = None
    snapshot: bool = False


class React(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Data of ``react``: how this player takes what is going on; once a second."""

    kind: Literal["laugh", "doubt", "applause"]


class Reaction(ServerFrame, frozen=True, tag="reaction"):
    """This player laughs, doubts or applauds: shown on his face for 2 s.  Cosmetic, like ``typing``."""

    player: str
    kind: str


class Pong(ServerFrame, frozen=True, tag="pong"):
    id: str
    time: int


FRAMES: tuple[type[ServerFrame], ...] = (
    Welcome,
    RoomFrame,
    GameFrame,
    OwnFrame,
    ChatFrame,
    MediaFrame,
    Done,
    Refused,
    Status,
    Beat,
    Pong,
    Typing,
    Reaction,
    StandsFrame,
    *media_frames.FRAMES,
)
"""All that a browser can receive."""

CLOSE_CODES = {
    1012: "the server restarts: come back in 0 to 5 s",
    4001: "this seat was opened in a newer tab or on another device",
    4002: "you have left the room",
    4003: "removed from the room, or not let in",
    4004: "no such room",
    4006: "no way in: the room is full, locked, or wants a password; the refusal before it says which",
    4008: "too many frames",
    4009: "too slow: this socket did not read what was sent; come back for a snapshot",
    4010: "the room is closed",
    4013: "banned from the site; the next ticket is refused with the reason",
    4012: "the same as 1012, where the server cannot say that",
}
"""The handshake itself is refused with HTTP 403: no, foreign or expired ticket; wrong origin."""


def now_ms() -> int:
    """The server's time as frames tell it: milliseconds of the epoch."""
    return int(time.time() * 1000)
