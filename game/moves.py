"""What players do in a round, and why they may not."""

from collections.abc import Callable
from typing import Any

from events.catalogue import (
    Described,
    Phase,
    PlayerId,
    Pleaded,
    QuestionAnswered,
    SuspicionMarked,
    VoteAgreed,
    VoteCast,
)
from events.messages.commands import (
    AgreeToVote,
    AnswerQuestion,
    AskMoreTime,
    AskPause,
    CastVote,
    Describe,
    GuessWord,
    Plead,
    ResumeMatch,
    Suspect,
)
from events.messages.refusal import Code, Refusal
from game import guessing, timing
from game.draft import Draft
from game.guard import gives_away
from game.phases import BALLOT, QUESTION, SUSPECTING
from game.progress import settle
from game.table import LAP, Table
from game.text import clean, normalise
from game.turns import next_turn
from game.voting import laps_left, open_verdict
from game.wishes import Move


def move(draft: Draft, wish: Move, player: PlayerId | None) -> Refusal | None:
    """Do what a player asks, or say why not."""
    if player is None or draft.table.seat(player) is None:
        return Refusal(Code.NOT_A_MEMBER)
    return _MOVES[type(wish)](draft, wish, player)


def _describe(draft: Draft, wish: Describe, player: PlayerId) -> Refusal | None:
    text = clean(wish.text)
    if refusal := _barred(draft.table, player, ("describing",), turn=True) or _unfit(draft, player, text):
        return refusal
    draft.add(Described(player=player, text=text))
    next_turn(draft)
    return None


def _plead(draft: Draft, wish: Plead, player: PlayerId) -> Refusal | None:
    text = clean(wish.text)
    if refusal := _barred(draft.table, player, ("defence",), turn=True) or _unfit(draft, player, text):
        return refusal
    draft.add(Pleaded(player=player, text=text))
    open_verdict(draft)
    return None


def _unfit(draft: Draft, player: PlayerId, text: str) -> Refusal | None:
    if not text:
        return Refusal(Code.EMPTY_TEXT)
    return Refusal(Code.SAYS_THE_WORD) if gives_away(draft.table, player, text) else None


def _agree(draft: Draft, wish: AgreeToVote, player: PlayerId) -> Refusal | None:
    if refusal := _barred(draft.table, player, ("discussing",)):
        return refusal
    if player not in draft.table.round.agreed:
        draft.add(VoteAgreed(player=player))
        settle(draft)
    return None


def _suspect(draft: Draft, wish: Suspect, player: PlayerId) -> Refusal | None:
    """A note to oneself: it decides nothing."""
    table = draft.table
    if refusal := _barred(table, player, SUSPECTING):
        return refusal
    if wish.target == player:
        return Refusal(Code.SELF_VOTE)
    if wish.target is not None and wish.target not in table.active():
        return Refusal(Code.NOT_A_CANDIDATE)
    if wish.target != table.suspect_of(player):
        draft.add(SuspicionMarked(player=player, target=wish.target))
    return None


def _cast_vote(draft: Draft, wish: CastVote, player: PlayerId) -> Refusal | None:
    table = draft.table
    if refusal := _barred(table, player, BALLOT, number=wish.number):
        return refusal
    if wish.target == player:
        return Refusal(Code.SELF_VOTE)
    if wish.target is not None and wish.target not in _choices(table):
        return Refusal(Code.NOT_A_CANDIDATE)
    if player in table.round.ballots and table.round.ballots[player] == wish.target:
        return None
    draft.add(VoteCast(voter=player, target=wish.target))
    settle(draft)
    return None


def _choices(table: Table) -> tuple[PlayerId, ...]:
    more = table.phase == "voting" and laps_left(table) > 0
    return (*table.candidates, LAP) if more else table.candidates


def _answer(draft: Draft, wish: AnswerQuestion, player: PlayerId) -> Refusal | None:
    table = draft.table
    if refusal := _barred(table, player, QUESTION, number=wish.number):
        return refusal
    if player == table.turn:
        return Refusal(Code.SELF_VOTE)
    if table.round.answers.get(player) is not wish.yes:
        draft.add(QuestionAnswered(voter=player, yes=wish.yes))
        settle(draft)
    return None


def _guess(draft: Draft, wish: GuessWord, player: PlayerId) -> Refusal | None:
    text = clean(wish.text)
    if refusal := _barred(draft.table, player, ("guessing",), turn=True):
        return refusal
    if not normalise(text):
        return Refusal(Code.EMPTY_TEXT)
    guessing.guess(draft, player, text)
    return None


def _barred(
    table: Table,
    player: PlayerId,
    phases: tuple[Phase, ...],
    *,
    turn: bool = False,
    number: int | None = None,
) -> Refusal | None:
    """Why nobody, or not he, may act now.  ``number``: of the phase that the act is meant for."""
    if table.phase not in phases or not (number is None or table.since <= number <= table.number):
        return Refusal(Code.WRONG_PHASE)
    if table.pause:
        return Refusal(Code.PAUSED)
    if player not in table.active():
        return Refusal(Code.NOT_PLAYING)
    return Refusal(Code.NOT_YOUR_TURN) if turn and table.turn != player else None


_MOVES: dict[type, Callable[[Draft, Any, PlayerId], Refusal | None]] = {
    Describe: _describe,
    Plead: _plead,
    AgreeToVote: _agree,
    Suspect: _suspect,
    CastVote: _cast_vote,
    AnswerQuestion: _answer,
    GuessWord: _guess,
    AskMoreTime: timing.ask_more_time,
    AskPause: timing.ask_pause,
    ResumeMatch: timing.resume_match,
}
