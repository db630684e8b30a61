"""What a browser sees of a room: the shape that travels in ``room`` frames."""

from typing import Literal

import msgspec

from events.catalogue import Predictor, Settings


class Member(msgspec.Struct, frozen=True):
    player: str
    nickname: str
    seat: int
    bot: bool
    ready: bool  # a bot always is
    away: bool
    leaving: bool = False  # voted out; goes when the round is over


class Door(msgspec.Struct, frozen=True):
    password: bool
    approval: bool  # newcomers wait for the host's yes
    locked: bool


class Person(msgspec.Struct, frozen=True):
    """Somebody without a seat."""

    player: str
    nickname: str


class KickVote(msgspec.Struct, frozen=True):
    number: int
    player: str  # whom it is about
    by: str
    yes: int
    needed: int  # votes that carry it, as things stand
    voted: list[str]
    deadline: int | None = None  # epoch milliseconds


class Spectator(msgspec.Struct, frozen=True):
    player: str
    nickname: str
    waiting: bool  # for a seat; they stand in line in this order
    away: bool


class Counted(msgspec.Struct, frozen=True):
    """What the audience had thought of the round that is revealed."""

    round: int
    guessed: dict[str, int]  # suspect -> how many took him for the liar
    right: int


class AudienceView(msgspec.Struct, frozen=True):
    allowed: bool
    late: bool = False  # spectators may see words and roles, a minute late
    spectators: list[Spectator] = []
    counted: Counted | None = None
    board: list[Predictor] = []  # of this match, or the last


class StandsView(msgspec.Struct, frozen=True):
    """What spectators see of the stands; ``own`` is the reader's."""

    round: int  # that can be predicted, or could last
    worth: int  # points of a right prediction now; 0: none can be made
    suspects: list[str]
    made: int  # predictions so far
    own: str | None
    own_worth: int


class StandsLine(msgspec.Struct, frozen=True):
    number: int
    player: str
    nickname: str
    text: str


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
    door: Door = Door(False, False, False)
    knocks: list[Person] = []  # who wait for the host's answer
    outcasts: list[Person] = []  # who may not come back
    kick_vote: KickVote | None = None
    audience: AudienceView = AudienceView(allowed=True)
    show: bool = False  # bots alone play, and nobody gets a seat
    packs: list[str] = []  # keys of the chosen word packs; none: all that are shipped
