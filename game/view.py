"""What a browser may see of a table: the public view, and each player's own.

These are the shapes that travel in frames (docs/protocol.md).  ``projections`` fills them from the
state; nothing here is secret before the reveal but ``OwnView``, which goes to its player alone.
"""

from typing import Literal

import msgspec

from events.catalogue import Phase, PlayerId, Side


class Seat(msgspec.Struct, frozen=True):
    player: PlayerId
    nickname: str
    bot: bool
    away: bool
    playing: bool  # False: watches until the next match or round
    score: int
    agreed: bool  # wants the vote now (discussing)
    voted: bool  # has cast a ballot in the open vote


class Hint(msgspec.Struct, frozen=True):
    player: PlayerId
    text: str  # "": silent


class Reveal(msgspec.Struct, frozen=True):
    word: str
    liars: list[PlayerId]
    nonce: str
    votes: dict[PlayerId, PlayerId | None]
    accused: PlayerId | None
    guess: str | None  # None: there was no guess
    winner: Side | None
    reason: str
    points: dict[PlayerId, int]


class GameView(msgspec.Struct, frozen=True):
    """The same for everybody in the room."""

    phase: Phase
    number: int  # of the phase
    deadline: int | None  # epoch milliseconds
    round: int  # 0 before the first deal
    rounds: int
    category: str
    seats: list[Seat]  # in seat order
    order: list[PlayerId]  # of describing
    turn: PlayerId | None
    hints: list[Hint]
    candidates: list[PlayerId]  # who can be voted for now
    tally: dict[PlayerId, int]  # of the last closed vote
    accused: PlayerId | None
    reveal: Reveal | None  # in phase reveal, and until the next deal
    winners: list[PlayerId]  # of the last match, while in the lobby
    commitment: str


class OwnView(msgspec.Struct, frozen=True):
    """One player's own: role and word.  A liar has no word; a watcher has no role."""

    role: Literal["citizen", "liar"] | None
    word: str | None
    vote: PlayerId | None  # own ballot in the open vote
    voted: bool  # tells an abstention (vote None) from none cast
