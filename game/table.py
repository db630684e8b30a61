"""The state of one table: a plain value, folded from its events.

It holds the round's secrets (words, liars, spies, ballots), so whoever stores it encrypts it, and players
see it only through ``game.projections``.
"""

from typing import Literal

import msgspec

from events.catalogue import Mode, Phase, PlayerId, Role, Settings, Suspicion
from game.feats import Feats
from game.view import Guess, Hint, Pause, Reveal

MIN_PLAYERS = 3
MIN_CITIZENS = 2
LAP = "lap"  # a ballot for it wants all to describe once more

Ballots = dict[PlayerId, PlayerId | None]


class Seat(msgspec.Struct, frozen=True):
    player: PlayerId
    nickname: str
    bot: bool
    away: bool = False
    playing: bool = False
    score: int = 0
    left: bool = False  # kept, until the round is over, for the name behind hints and the reveal


class Round(msgspec.Struct, frozen=True):
    """One deal and all that came of it; a new deal starts from a fresh one.

    With several liars it is a row of hunts: each ends with somebody convicted, who is out."""

    number: int = 0  # 0: nothing dealt yet
    mode: Mode = "classic"
    category: str = ""
    pack: str = ""  # key
    dealt: tuple[PlayerId, ...] = ()
    order: tuple[PlayerId, ...] = ()  # of the present lap
    commitment: str = ""
    word: str = ""
    aliases: tuple[str, ...] = ()
    liars: tuple[PlayerId, ...] = ()
    nonce: str = ""
    decoy: str | None = None  # what fools have for the word
    decoy_aliases: tuple[str, ...] = ()
    spies: tuple[PlayerId, ...] = ()
    lap: int = 1
    extra_laps: int = 0  # that votes have chosen
    hints: tuple[Hint, ...] = ()
    agreed: tuple[PlayerId, ...] = ()
    marks: tuple[Suspicion, ...] = ()  # oldest first
    ballots: Ballots = {}  # of the open vote; None abstains
    votes: Ballots = {}  # of the last closed one
    trail: tuple[Ballots, ...] = ()  # of the votes that ended earlier hunts
    empties: int = 0  # votes of this hunt in which nobody got enough
    acquittals: int = 0  # of this hunt
    tally: dict[PlayerId, int] = {}
    tied: tuple[PlayerId, ...] = ()
    accused: PlayerId | None = None
    plea: str | None = None
    answers: dict[PlayerId, bool] = {}  # to the open question
    verdict: dict[PlayerId, bool] = {}  # the answers that decided on the accused
    out: tuple[PlayerId, ...] = ()  # convicted
    escaped: Literal["liar_hidden", "citizen_accused"] | None = None
    guesses: tuple[Guess, ...] = ()
    near: str | None = None  # the guess that the room decides on
    reveal: Reveal | None = None


class Table(msgspec.Struct, frozen=True):
    """``EMPTY`` is the table before its first event."""

    settings: Settings  # required: a state that was kept before there were any is not taken for one of today
    opened: bool = False
    language: Literal["ko", "en"] = "ko"
    seats: tuple[Seat, ...] = ()  # in the order they were taken
    phase: Phase = "lobby"
    number: int = 0  # of the phase; a phase that is extended, paused or resumed gets a new one
    since: int = 0  # the number it began with
    deadline: int | None = None  # epoch milliseconds
    turn: PlayerId | None = None
    cut_turn: bool = False  # the turn was made short because its player was away
    candidates: tuple[PlayerId, ...] = ()
    extended: bool = False  # the phase has got more time already
    more_time: tuple[PlayerId, ...] = ()  # who want it
    pausing: tuple[PlayerId, ...] = ()  # who want a pause
    pause: Pause | None = None
    finished: int = 0  # rounds of this match that counted
    round: Round = Round()
    packs: tuple[str, ...] = ()  # keys of those that rounds are dealt from; none: all that are shipped
    used: tuple[str, ...] = ()  # words dealt, to fools too, since the deck was used up; the last at the end
    winners: tuple[PlayerId, ...] = ()
    feats: dict[PlayerId, Feats] = {}  # of this match

    def seated(self) -> list[Seat]:
        """Everybody who has a seat, watchers too."""
        return [seat for seat in self.seats if not seat.left]

    def seat(self, player: PlayerId | None) -> Seat | None:
        """The seat a player holds now; None for a stranger and for one who left."""
        return next((seat for seat in self.seated() if seat.player == player), None)

    def players(self) -> list[PlayerId]:
        """Who was dealt in and still has the seat, away or not."""
        return [seat.player for seat in self.seated() if seat.playing]

    def active(self) -> list[PlayerId]:
        """Players who are not out: who describe, vote, and can be voted for."""
        return [player for player in self.players() if player not in self.round.out]

    def present(self) -> list[PlayerId]:
        """Active players who are not away."""
        gone = {seat.player for seat in self.seats if seat.away}
        return [player for player in self.active() if player not in gone]

    def humans(self) -> list[PlayerId]:
        """Present players who are no bots."""
        bots = {seat.player for seat in self.seats if seat.bot}
        return [player for player in self.present() if player not in bots]

    def people(self) -> list[PlayerId]:
        """Humans who play and are there, convicted or not: who decide on time and pauses."""
        return [s.player for s in self.seated() if s.playing and not (s.away or s.bot)]

    def role(self, player: PlayerId) -> Role:
        """What a player of the round is."""
        if player in self.round.liars:
            return "liar"
        return "spy" if player in self.round.spies else "citizen"

    def at_large(self) -> list[PlayerId]:
        """Liars of the round who have their seats and are not convicted."""
        return [player for player in self.active() if self.role(player) == "liar"]

    def citizens(self) -> list[PlayerId]:
        """Citizens of the round who still have their seats, convicted or not."""
        return [player for player in self.players() if self.role(player) == "citizen"]

    def free_citizens(self) -> list[PlayerId]:
        """Citizens who are not convicted."""
        return [player for player in self.active() if self.role(player) == "citizen"]

    def suspect_of(self, player: PlayerId) -> PlayerId | None:
        """Whom he takes for the liar now."""
        return next((mark.target for mark in reversed(self.round.marks) if mark.player == player), None)

    def voters(self) -> list[PlayerId]:
        """Who has a say in the open vote or question; whom a question is about has none."""
        about = self.turn if self.phase in ("verdict", "ruling") else None
        return [player for player in self.active() if player != about]


EMPTY = Table(settings=Settings())
