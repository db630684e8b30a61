"""The views as this client reads them: its own copy of docs/protocol.md, fields it needs or shows.

Unknown fields are ignored, so that a newer server does not stop an older client.
"""

from typing import Any

import msgspec


class Member(msgspec.Struct, frozen=True):
    player: str
    nickname: str
    bot: bool
    ready: bool
    away: bool


class RoomView(msgspec.Struct, frozen=True):
    code: str
    host: str | None
    language: str
    rounds: int
    playing: bool
    closed: bool
    members: list[Member]
    can_start: bool
    settings: dict[str, Any] = {}

    def member(self, player: str) -> Member | None:
        return next((member for member in self.members if member.player == player), None)


class Seat(msgspec.Struct, frozen=True):
    player: str
    nickname: str
    playing: bool
    score: int
    agreed: bool
    voted: bool
    out: bool = False


class Hint(msgspec.Struct, frozen=True):
    player: str
    text: str
    lap: int = 1


class Pause(msgspec.Struct, frozen=True):
    reason: str
    left: int


class Reveal(msgspec.Struct, frozen=True):
    word: str
    liars: list[str]
    nonce: str
    votes: dict[str, str | None]
    accused: str | None
    winner: str | None
    reason: str
    points: dict[str, int]
    decoy: str | None = None
    spies: list[str] = []


class GameView(msgspec.Struct, frozen=True):
    phase: str
    number: int
    deadline: int | None
    round: int
    rounds: int
    category: str
    seats: list[Seat]
    order: list[str]
    turn: str | None
    hints: list[Hint]
    candidates: list[str]
    reveal: Reveal | None
    commitment: str
    mode: str = "classic"
    laps_left: int = 0
    accused: str | None = None
    extended: bool = False
    more_time: list[str] = []
    pause: Pause | None = None

    def seat(self, player: str) -> Seat | None:
        return next((seat for seat in self.seats if seat.player == player), None)


class OwnView(msgspec.Struct, frozen=True):
    role: str | None
    word: str | None
    vote: str | None
    voted: bool


class Message(msgspec.Struct, frozen=True):
    number: int
    author: str | None
    nickname: str
    text: str
    notice: str | None
    about: dict[str, Any]
    time: int


class ChatView(msgspec.Struct, frozen=True):
    messages: list[Message]


class MediaView(msgspec.Struct, frozen=True):
    participants: list[str]
