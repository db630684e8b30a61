"""Game: what happens at one table."""

from typing import Literal

import msgspec
from msgspec import UNSET, UnsetType

from events.catalogue.settings import Mode, Settings
from events.catalogue.terms import Phase, PlayerId, Role, Side
from events.schema import Event, Kind, event


@event("game.table_opened", Kind.GAME)
class TableOpened(Event, frozen=True):
    language: Literal["ko", "en"]


@event("game.deck_chosen", Kind.GAME)
class DeckChosen(Event, frozen=True):
    """The packs that the next rounds are dealt from; none: all of the language that are shipped."""

    packs: list[str]  # keys


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


@event("game.match_started", Kind.GAME, version=2)
class MatchStarted(Event, frozen=True):
    players: list[PlayerId]
    settings: Settings = Settings()


@event("game.round_dealt", Kind.GAME, version=2, sealed=("word", "aliases", "liars", "nonce"))
class RoundDealt(Event, frozen=True):
    """Word and liar are fixed.  ``commitment`` is SHA-256 over them and a nonce, so that the
    reveal can be checked by anybody (game.fairness)."""

    round: int  # 1-based
    category: str
    order: list[PlayerId]  # of describing
    commitment: str
    pack: str = ""  # key of the word's pack, which stays when its title does not; "": of before packs had one
    word: str | UnsetType = UNSET
    aliases: list[str] | UnsetType = UNSET
    liars: list[PlayerId] | UnsetType = UNSET
    nonce: str | UnsetType = UNSET


@event("game.roles_dealt", Kind.GAME, sealed=("decoy", "decoy_aliases", "spies"))
class RolesDealt(Event, frozen=True):
    """What modes other than classic deal besides, right after ``game.round_dealt``: the commitment is over
    this too."""

    mode: Mode
    decoy: str | None | UnsetType = UNSET  # the word that fools have instead
    decoy_aliases: list[str] | UnsetType = UNSET
    spies: list[PlayerId] | UnsetType = UNSET  # who know the word and win with the liars


@event("game.lap_started", Kind.GAME)
class LapStarted(Event, frozen=True):
    """All describe once more, in a new order."""

    lap: int  # 2-based: the first begins with the deal
    order: list[PlayerId]
    voted: bool  # chosen in a vote


@event("game.phase_started", Kind.GAME, version=2)
class PhaseStarted(Event, frozen=True):
    """Server time decides: the phase ends at ``deadline`` or earlier when all have acted."""

    phase: Phase
    number: int  # grows by one with every phase of a table; stale deadlines are told by it
    deadline: int | None  # epoch milliseconds; None: open end (lobby)
    turn: PlayerId | None = None  # describing: whose turn; guessing, ruling: who guesses; else: the accused
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


@event("game.pleaded", Kind.GAME)
class Pleaded(Event, frozen=True):
    """The accused has said a word for himself."""

    player: PlayerId
    text: str


@event("game.question_answered", Kind.GAME, sealed=("yes",))
class QuestionAnswered(Event, frozen=True):
    """The last answer of a voter counts.  verdict: is the accused guilty?  ruling: is the guess near
    enough?"""

    voter: PlayerId
    yes: bool | UnsetType = UNSET


@event("game.question_closed", Kind.GAME)
class QuestionClosed(Event, frozen=True):
    ayes: int
    noes: int
    passed: bool  # more than half of those who answered said yes


@event("game.player_convicted", Kind.GAME)
class PlayerConvicted(Event, frozen=True):
    """Out for the rest of the round, which goes on: liars are still at large."""

    player: PlayerId
    unmasked: Role  # what he was


@event("game.liars_escaped", Kind.GAME)
class LiarsEscaped(Event, frozen=True):
    """The vote is lost; those at large still guess the word, for points."""

    reason: Literal["liar_hidden", "citizen_accused"]


@event("game.guess_neared", Kind.GAME)
class GuessNeared(Event, frozen=True):
    """A guess that is one letter off: the room decides."""

    player: PlayerId
    text: str


@event("game.more_time_asked", Kind.GAME)
class MoreTimeAsked(Event, frozen=True):
    player: PlayerId


@event("game.phase_extended", Kind.GAME)
class PhaseExtended(Event, frozen=True):
    """More than half asked for more time; once in a phase."""

    number: int  # the phase's new one: its old deadline is stale
    deadline: int


@event("game.pause_asked", Kind.GAME)
class PauseAsked(Event, frozen=True):
    player: PlayerId
    wanted: bool


@event("game.match_paused", Kind.GAME)
class MatchPaused(Event, frozen=True):
    """The phase stands still; nobody can act."""

    number: int
    reason: Literal["players", "admin", "too_few"]
    left: int  # milliseconds of the phase that are kept
    deadline: int  # epoch milliseconds: the pause ends then at the latest


@event("game.match_resumed", Kind.GAME)
class MatchResumed(Event, frozen=True):
    number: int
    deadline: int


@event("game.word_guessed", Kind.GAME)
class WordGuessed(Event, frozen=True):
    player: PlayerId
    text: str  # "" when the time ran out
    correct: bool


@event("game.round_revealed", Kind.GAME, version=3)
class RoundRevealed(Event, frozen=True):
    """Opens what the deal and the ballots had sealed."""

    word: str
    aliases: list[str]
    liars: list[PlayerId]
    nonce: str
    votes: dict[PlayerId, PlayerId | None]  # of the deciding ballot; none when votes are anonymous
    accused: PlayerId | None
    winner: Side | None  # None: the round was void
    reason: Literal[
        "liar_guessed",
        "liar_missed",
        "liar_hidden",
        "citizen_accused",
        "liar_left",
        "spy_caught",
        "too_few",
        "void",
    ]
    points: dict[PlayerId, int]
    scores: dict[PlayerId, int]
    category: str = ""
    mode: Mode = "classic"
    decoy: str | None = None
    spies: list[PlayerId] = []
    verdict: dict[PlayerId, bool] = {}  # who held the accused for guilty
    pack: str = ""  # key of the word's pack


class Suspicion(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Whom a player took for the liar at one moment of a round."""

    player: PlayerId
    target: PlayerId | None  # None: nobody any more
    hints: int  # lines of all that he had heard by then
    phase: Phase


@event("game.suspicion_marked", Kind.GAME, sealed=("player", "target"))
class SuspicionMarked(Event, frozen=True):
    """A player has noted, for himself, whom he takes for the liar.  Who, and whom, stays sealed until the
    reveal."""

    player: PlayerId | UnsetType = UNSET
    target: PlayerId | None | UnsetType = UNSET


@event("game.suspicions_told", Kind.GAME)
class SuspicionsTold(Event, frozen=True):
    """With the reveal: what everybody had thought, and when.  Not where votes are anonymous."""

    marks: list[Suspicion]  # oldest first


@event("game.match_ended", Kind.GAME)
class MatchEnded(Event, frozen=True):
    scores: dict[PlayerId, int]
    winners: list[PlayerId]
