"""A room as its own browsers see it just now, for the desk: from what Redis keeps, so without any secret."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import cast

import msgspec
from redis import RedisError

from events import live, redis
from rooms.view import Member, Person, RoomView, Spectator


class _Pause(msgspec.Struct, frozen=True):
    reason: str


class _Seat(msgspec.Struct, frozen=True):
    player: str
    score: int


class GameNow(msgspec.Struct, frozen=True):
    """Of the newest game frame."""

    phase: str
    round: int
    rounds: int
    category: str
    seats: list[_Seat]
    turn: str | None = None
    deadline: int | None = None  # epoch milliseconds
    pause: _Pause | None = None

    @property
    def scores(self) -> dict[str, int]:
        return {seat.player: seat.score for seat in self.seats}


class _RoomFrame(msgspec.Struct):
    view: RoomView


class _GameFrame(msgspec.Struct):
    view: GameNow


@dataclass(frozen=True)
class Glance:
    """None: Redis does not know it, or does not answer."""

    room: RoomView | None = None
    game: GameNow | None = None

    def nickname(self, player: str) -> str:
        """Of somebody who is or was here; his id if he is not known."""
        people = _everybody(self.room) if self.room else ()
        return next((one.nickname for one in people if one.player == player), player)

    def before(self) -> dict[str, str]:
        """What the note of an order keeps of how it was."""
        facts: dict[str, str] = {}
        if self.room:
            facts |= {"host": self.room.host or "", "seats": str(len(self.room.members))}
        if self.game:
            facts |= {"phase": self.game.phase, "round": str(self.game.round)}
            facts |= {"pause": self.game.pause.reason} if self.game.pause else {}
        return facts


def _everybody(room: RoomView) -> Iterator[Member | Spectator | Person]:
    yield from room.members
    yield from room.audience.spectators
    yield from room.outcasts


def glance(code: str) -> Glance:
    """The room of this code at this instant."""
    try:
        kept = cast(list[bytes | None], redis.client().hmget(live.live_key(code), ["room", "game"]))
    except RedisError:
        return Glance()
    room, game = kept
    return Glance(
        msgspec.json.decode(room, type=_RoomFrame).view if room else None,
        msgspec.json.decode(game, type=_GameFrame).view if game else None,
    )
