"""What a browser sees of a room: the shape that travels in ``room`` frames."""

from typing import Literal

import msgspec

from events.catalogue import Settings


class Member(msgspec.Struct, frozen=True):
    player: str
    nickname: str
    seat: int
    bot: bool
    ready: bool  # a bot always is
    away: bool


class RoomView(msgspec.Struct, frozen=True):
    code: str
    host: str | None
    language: Literal["ko", "en"]
    public: bool
    capacity: int
    rounds: int
    pace: float
    playing: bool
    closed: bool
    members: list[Member]  # in seat order
    settings: Settings  # of the next match
    can_start: bool  # enough seats, all humans ready (the host counts as ready)
