"""People: what their rounds came to, what they earned, and what moderators did.

No nickname, no name of an account and no text of a chat stands in any of these: the log cannot forget.
"""

from typing import Literal

import msgspec

from events.catalogue.settings import Mode
from events.catalogue.terms import PlayerId, Role, Side
from events.schema import Event, Kind, event

ReportReason = Literal["insult", "cheating", "leaving", "picture", "name", "other"]
SanctionKind = Literal["mute", "ban"]


class Counted(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What one round was for one person."""

    player: PlayerId
    role: Role
    won: bool
    caught: bool  # a liar whom the vote found, or an innocent whom it accused
    voted: bool  # a ballot of his is known
    right: bool  # and it named a liar
    alone: bool  # and nobody else's did
    guessed: bool  # he was caught, and guessed the word
    hints: int
    points: int
    change: int  # of his rating, in hundredths


@event("people.round_counted", Kind.PEOPLE)
class RoundCounted(Event, frozen=True):
    """A finished round of people, bots left out.  Ratings are decided here, once: whoever adds up
    the changes, in whatever order, gets the same."""

    match: int  # sequence of its game.match_started
    round: int
    mode: Mode
    winner: Side
    seats: int  # bots among them
    rated: bool
    players: list[Counted]


@event("people.match_counted", Kind.PEOPLE)
class MatchCounted(Event, frozen=True):
    """A match came to its end with at least one round that counted."""

    match: int
    scores: dict[PlayerId, int]  # of people
    winners: list[PlayerId]


@event("people.match_left", Kind.PEOPLE)
class MatchLeft(Event, frozen=True):
    """Somebody left the others in the middle of a match."""

    player: PlayerId
    match: int
    lately: int  # how often before, as far as that is not forgiven yet
    change: int  # of his rating, in hundredths


@event("people.achievement_earned", Kind.PEOPLE)
class AchievementEarned(Event, frozen=True):
    player: PlayerId
    achievement: str


@event("people.player_reported", Kind.PEOPLE)
class PlayerReported(Event, frozen=True):
    """``evidence`` names lines of the chat by their events: who may read those may read them there."""

    player: PlayerId
    reporter: PlayerId
    reason: ReportReason
    note: str
    line: str | None  # event of the line that it is about
    evidence: list[str]  # events of the lines around it, in order


@event("people.report_decided", Kind.PEOPLE)
class ReportDecided(Event, frozen=True):
    report: int  # position of its people.player_reported
    upheld: bool
    by: str  # name of the moderator's account


@event("people.sanction_imposed", Kind.PEOPLE)
class SanctionImposed(Event, frozen=True):
    player: PlayerId
    kind: SanctionKind
    until: int | None  # epoch milliseconds; None: until it is lifted
    reason: str  # he reads it
    by: str
    report: int | None


@event("people.sanction_appealed", Kind.PEOPLE)
class SanctionAppealed(Event, frozen=True):
    sanction: int  # position of its people.sanction_imposed
    note: str


@event("people.sanction_lifted", Kind.PEOPLE)
class SanctionLifted(Event, frozen=True):
    sanction: int
    by: str


@event("people.history_merged", Kind.PEOPLE)
class HistoryMerged(Event, frozen=True):
    """A guest has signed in to an account: what he played counts for it, from the first round on."""

    player: PlayerId  # the guest
    into: PlayerId  # the account's player


@event("people.person_forgotten", Kind.PEOPLE)
class PersonForgotten(Event, frozen=True):
    """An account was deleted.  His rounds stay; nothing leads from them to anybody any more."""

    player: PlayerId
