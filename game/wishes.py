"""What other parts of LIE ask of a table, beside the commands of players and clock.

They come from events of the room; each may arrive twice, and the second time changes nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from events.catalogue import PlayerId, Settings
from events.messages.commands import (
    ActAsBot,
    AgreeToVote,
    AnswerQuestion,
    AskMoreTime,
    AskPause,
    CastVote,
    ClosePhase,
    Describe,
    EndMatch,
    GuessWord,
    Plead,
    ResumeMatch,
    SetPause,
    Suspect,
)


@dataclass(frozen=True)
class OpenTable:
    language: Literal["ko", "en"]


@dataclass(frozen=True)
class ChooseDeck:
    packs: Sequence[str]  # keys


@dataclass(frozen=True)
class TakeSeat:
    player: PlayerId
    nickname: str
    bot: bool


@dataclass(frozen=True)
class LeaveSeat:
    player: PlayerId


@dataclass(frozen=True)
class ChangePresence:
    player: PlayerId
    away: bool


@dataclass(frozen=True)
class StartMatch:
    players: Sequence[PlayerId]
    settings: Settings


Move = (
    Describe
    | AgreeToVote
    | Suspect
    | CastVote
    | Plead
    | AnswerQuestion
    | GuessWord
    | AskMoreTime
    | AskPause
    | ResumeMatch
)
Wish = (
    Move
    | ClosePhase
    | ActAsBot
    | SetPause
    | EndMatch
    | OpenTable
    | ChooseDeck
    | TakeSeat
    | LeaveSeat
    | ChangePresence
    | StartMatch
)
