"""The frames that workers send to browsers.  rooms.protocol documents the whole socket."""

from typing import Any

import msgspec


class Happening(msgspec.Struct, frozen=True):
    """One event as a browser sees it: for sounds, motion and chat lines."""

    type: str
    data: Any


class ServerFrame(msgspec.Struct, frozen=True, tag_field="type"):
    """Base of every frame; ``type`` is the tag."""


class StreamFrame(ServerFrame, frozen=True):
    """A change of one stream: sequences ``first`` to ``last`` of its log, at once.

    ``first`` follows the last ``last`` of the same stream, or frames are missing: then wait up to
    1 s for them, and send ``sync``.  ``snapshot`` marks a frame that stands for all before it."""

    first: int
    last: int
    view: Any
    events: list[Happening] = []
    cause: str | None = None  # id of the client's frame behind it
    snapshot: bool = False


class RoomFrame(StreamFrame, frozen=True, tag="room"):
    """view: rooms.view.RoomView"""


class GameFrame(StreamFrame, frozen=True, tag="game"):
    """view: game.view.GameView"""


class MediaFrame(StreamFrame, frozen=True, tag="media"):
    """view: {"participants": [player, …]}"""


class ChatFrame(StreamFrame, frozen=True, tag="chat"):
    """view: {"messages": [{number, author, nickname, text, notice, about, time}, …]}: those new in
    this frame, or with ``snapshot`` the last 100."""


class OwnFrame(ServerFrame, frozen=True, tag="you"):
    """For one player alone.  Belongs to the game frame with the same ``last``.
    view: game.view.OwnView"""

    last: int
    view: Any
    snapshot: bool = False


class Done(ServerFrame, frozen=True, tag="done"):
    """The command of this id is handled and changed nothing to be shown."""

    id: str


class Refused(ServerFrame, frozen=True, tag="refused"):
    """Nothing was changed.  ``id`` is None when the frame could not even be read."""

    id: str | None
    code: str
    message: str  # one sentence in the player's language; the gateway fills it in
