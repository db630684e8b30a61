"""The state of one table: a plain value, folded from its events.

It holds the round's secrets (word, liars, ballots), so whoever stores it encrypts it, and players
see it only through ``game.projections``.
"""

from typing import Literal

import msgspec

from events.catalogue import Phase, PlayerId
from game.view import Hint, Reveal

MIN_PLAYERS = 3
MIN_CITIZENS = 2


class Seat(msgspec.Struct, frozen=True):
    player: PlayerId
    nickname: str
    bot: bool
    away: bool = False
    playing: bool = False
    score: int = 0
    left: bool = False  # kept, until the round is over, for the name behind hints and the reveal


class Round(msgspec.Struct, frozen=True):
    """One deal and all that came of it; a new deal starts from a fresh one."""

    number: int = 0  # 0: nothing dealt yet
    category: str = ""
    order: tuple[PlayerId, ...] = ()
    commitment: str = ""
    word: str = ""
    aliases: tuple[str, ...] = ()
    liars: tuple[PlayerId, ...] = ()
    nonce: str = ""
    hints: tuple[Hint, ...] = ()
    agreed: tuple[PlayerId, ...] = ()
    ballots: dict[PlayerId, PlayerId | None] = {}  # of the open vote; None abstains
    votes: dict[PlayerId, PlayerId | None] = {}  # of the last closed one
    votings: int = 0  # closed votes among all, runoffs not counted
    tally: dict[PlayerId, int] = {}
    tied: tuple[PlayerId, ...] = ()
    accused: PlayerId | None = None
    guess: str | None = None
    reveal: Reveal | None = None


class Table(msgspec.Struct, frozen=True):
    """``Table()`` is the table before its first event."""

    opened: bool = False
    language: Literal["ko", "en"] = "ko"
    seats: tuple[Seat, ...] = ()  # in the order they were taken
    phase: Phase = "lobby"
    number: int = 0  # of the phase
    deadline: int | None = None  # epoch milliseconds
    turn: PlayerId | None = None
    cut_turn: bool = False  # the turn was made short because its player was away
    candidates: tuple[PlayerId, ...] = ()
    rounds: int = 0
    finished: int = 0  # rounds of this match that counted
    pace: float = 1.0
    round: Round = Round()
    used: tuple[str, ...] = ()  # words dealt here since the deck was last used up
    winners: tuple[PlayerId, ...] = ()

    def seated(self) -> list[Seat]:
        """Everybody who has a seat, watchers too."""
        return [seat for seat in self.seats if not seat.left]

    def seat(self, player: PlayerId | None) -> Seat | None:
        """The seat a player holds now; None for a stranger and for one who left."""
        return next((seat for seat in self.seated() if seat.player == player), None)

    def players(self) -> list[PlayerId]:
        """Who was dealt in and still has the seat, away or not."""
        return [seat.player for seat in self.seated() if seat.playing]

    def present(self) -> list[PlayerId]:
        """Players who are not away."""
        return [seat.player for seat in self.seated() if seat.playing and not seat.away]

    def humans(self) -> list[PlayerId]:
        """Present players who are no bots."""
        return [seat.player for seat in self.seated() if seat.playing and not seat.away and not seat.bot]

    def liars(self) -> list[PlayerId]:
        """Liars of the round who still have their seats."""
        return [player for player in self.players() if player in self.round.liars]

    def citizens(self) -> list[PlayerId]:
        """Citizens of the round who still have their seats."""
        return [player for player in self.players() if player not in self.round.liars]
