"""What sockets that only look are shown: the lobby's list, a stream's overlay (docs/protocol.md)."""

from typing import TypedDict

import msgspec

from events.messages.frames import ServerFrame


class ListedRoom(TypedDict):
    code: str
    host: str
    members: int
    capacity: int
    playing: bool
    language: str
    mode: str
    opened: int  # epoch milliseconds
    password: bool
    approval: bool  # the host says yes or no
    locked: bool  # nobody new comes in


class Now(msgspec.Struct, frozen=True):
    """What goes on just now, in rooms that are not listed too."""

    rooms: int
    people: int


class LobbyFrame(ServerFrame, frozen=True, tag="lobby"):
    """The public list.  ``rooms``: new or changed ones; with ``whole`` all that are pushed.  ``total`` of
    them there are; those beyond are found by GET /api/rooms."""

    rooms: list[ListedRoom]
    gone: list[str]
    total: int
    now: Now
    whole: bool = False


class OverlayLine(msgspec.Struct, frozen=True):
    nickname: str
    text: str


class OverlayReveal(msgspec.Struct, frozen=True):
    word: str
    liars: list[str]  # nicknames
    winner: str | None


class OverlayView(msgspec.Struct, frozen=True):
    """A table for those who watch a stream: nothing of it is secret when it is sent."""

    phase: str
    number: int  # of the phase
    deadline: int | None  # epoch milliseconds
    round: int
    rounds: int
    goal: int
    category: str
    speaker: str | None  # nickname of him whose turn it is
    hints: list[OverlayLine]
    voted: int
    voters: int
    accused: str | None
    tally: dict[str, int]  # of the last closed vote, by nickname
    paused: bool
    reveal: OverlayReveal | None  # in phase reveal


class OverlayFrame(ServerFrame, frozen=True, tag="overlay"):
    """The newest state of the table, at once and after every change."""

    last: int
    view: OverlayView
    time: int  # server's clock, epoch milliseconds


FRAMES: tuple[type[ServerFrame], ...] = (LobbyFrame, OverlayFrame)
