"""Game: what happens at one table."""

from typing import Literal

from msgspec import UNSET, UnsetType

from events.catalogue.terms import Phase, PlayerId, Side
from events.schema import Event, Kind, event


@event("game.table_opened", Kind.GAME)
class TableOpened(Event, frozen=True):
    language: Literal["ko", "en"]


@event("game.seat_taken", Kind.GAME)
class SeatTaken(Event, frozen=True):
    player: PlayerId
    nickname: str
    bot: bool


@event("game.seat_left", Kind.GAME)
class SeatLeft(Event, frozen=True):
    player: PlayerId


@event("game.presence_changed", Kind.GAME)
class PresenceChanged(Event, frozen=True):
    player: PlayerId
    away: bool


@event("game.match_started", Kind.GAME)
class MatchStarted(Event, frozen=True):
    players: list[PlayerId]
    rounds: int
    pace: float


@event("game.round_dealt", Kind.GAME, sealed=("word", "aliases", "liars", "nonce"))
class RoundDealt(Event, frozen=True):
    """Word and liar are fixed.  ``commitment`` is SHA-256 over them and a nonce, so that the
    reveal can be checked by anybody (game.fairness)."""

    round: int  # 1-based
    category: str
    order: list[PlayerId]  # of describing
    commitment: str
    word: str | UnsetType = UNSET
    aliases: list[str] | UnsetType = UNSET
    liars: list[PlayerId] | UnsetType = UNSET
    nonce: str | UnsetType = UNSET


@event("game.phase_started", Kind.GAME)
class PhaseStarted(Event, frozen=True):
    """Server time decides: the phase ends at ``deadline`` or earlier when all have acted."""

    phase: Phase
    number: int  # grows by one with every phase of a table; stale deadlines are told by it
    deadline: int | None  # epoch milliseconds; None: open end (lobby)
    turn: PlayerId | None = None  # describing: whose turn; guessing: who guesses
    candidates: list[PlayerId] = []  # voting, runoff: who may be voted for


@event("game.described", Kind.GAME)
class Described(Event, frozen=True):
    player: PlayerId
    text: str  # "" when the time ran out or the player was away


@event("game.vote_agreed", Kind.GAME)
class VoteAgreed(Event, frozen=True):
    """A player has talked enough; when more than half have, the vote opens early."""

    player: PlayerId


@event("game.vote_cast", Kind.GAME, sealed=("target",))
class VoteCast(Event, frozen=True):
    """The last ballot of a voter counts.  Whom it names stays sealed until the reveal."""

    voter: PlayerId
    target: PlayerId | None | UnsetType = UNSET  # None: abstains


@event("game.vote_closed", Kind.GAME)
class VoteClosed(Event, frozen=True):
    tally: dict[PlayerId, int]  # only players with votes
    abstained: int
    accused: PlayerId | None  # None: tie or nobody with two votes
    tied: list[PlayerId]


@event("game.word_guessed", Kind.GAME)
class WordGuessed(Event, frozen=True):
    player: PlayerId
    text: str  # "" when the time ran out
    correct: bool


@event("game.round_revealed", Kind.GAME)
class RoundRevealed(Event, frozen=True):
    """Opens what the deal and the ballots had sealed."""

    word: str
    aliases: list[str]
    liars: list[PlayerId]
    nonce: str
    votes: dict[PlayerId, PlayerId | None]  # of the deciding ballot
    accused: PlayerId | None
    winner: Side | None  # None: the round was void
    reason: Literal[
        "liar_guessed", "liar_missed", "liar_hidden", "citizen_accused", "liar_left", "too_few", "void"
    ]
    points: dict[PlayerId, int]
    scores: dict[PlayerId, int]


@event("game.match_ended", Kind.GAME)
class MatchEnded(Event, frozen=True):
    scores: dict[PlayerId, int]
    winners: list[PlayerId]
