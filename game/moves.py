"""What players do in a round, and why they may not."""

from events.catalogue import Described, Phase, PlayerId, VoteAgreed, VoteCast, WordGuessed
from events.commands import AgreeToVote, CastVote, Describe, GuessWord
from events.refusal import Code, Refusal
from game.draft import Draft
from game.guess import right, says
from game.phases import BALLOT
from game.progress import settle
from game.rounds import finish
from game.table import Table
from game.text import clean, normalise
from game.turns import next_turn
from game.wishes import Move


def move(draft: Draft, wish: Move, player: PlayerId | None) -> Refusal | None:
    """Do what a player asks, or say why not."""
    if player is None or draft.table.seat(player) is None:
        return Refusal(Code.NOT_A_MEMBER)
    match wish:
        case Describe():
            return _describe(draft, wish, player)
        case AgreeToVote():
            return _agree(draft, player)
        case CastVote():
            return _cast_vote(draft, wish, player)
        case GuessWord():
            return _guess(draft, wish, player)


def _describe(draft: Draft, wish: Describe, player: PlayerId) -> Refusal | None:
    table, text = draft.table, clean(wish.text)
    if refusal := _barred(table, player, ("describing",)) or _not_his_turn(table, player):
        return refusal
    if not text:
        return Refusal(Code.EMPTY_TEXT)
    # Only one who knows the word is told that he says it.  To refuse a liar would tell him that he
    # has hit it; his hint passes, and all have heard it.
    if player not in table.round.liars and says(text, table.round.word, table.round.aliases):
        return Refusal(Code.SAYS_THE_WORD)
    draft.add(Described(player=player, text=text))
    next_turn(draft)
    return None


def _agree(draft: Draft, player: PlayerId) -> Refusal | None:
    if refusal := _barred(draft.table, player, ("discussing",)):
        return refusal
    if player not in draft.table.round.agreed:
        draft.add(VoteAgreed(player=player))
        settle(draft)
    return None


def _cast_vote(draft: Draft, wish: CastVote, player: PlayerId) -> Refusal | None:
    table = draft.table
    if refusal := _barred(table, player, BALLOT):
        return refusal
    if wish.number not in (None, table.number):
        return Refusal(Code.WRONG_PHASE)
    if wish.target == player:
        return Refusal(Code.SELF_VOTE)
    if wish.target is not None and wish.target not in table.candidates:
        return Refusal(Code.NOT_A_CANDIDATE)
    if player in table.round.ballots and table.round.ballots[player] == wish.target:
        return None
    draft.add(VoteCast(voter=player, target=wish.target))
    settle(draft)
    return None


def _guess(draft: Draft, wish: GuessWord, player: PlayerId) -> Refusal | None:
    table, text = draft.table, clean(wish.text)
    if refusal := _barred(table, player, ("guessing",)) or _not_his_turn(table, player):
        return refusal
    if not normalise(text):
        return Refusal(Code.EMPTY_TEXT)
    correct = right(text, table.round.word, table.round.aliases)
    draft.add(WordGuessed(player=player, text=text, correct=correct))
    finish(draft, "liar_guessed" if correct else "liar_missed")
    return None


def _barred(table: Table, player: PlayerId, phases: tuple[Phase, ...]) -> Refusal | None:
    if table.phase not in phases:
        return Refusal(Code.WRONG_PHASE)
    return None if player in table.players() else Refusal(Code.NOT_PLAYING)


def _not_his_turn(table: Table, player: PlayerId) -> Refusal | None:
    return None if table.turn == player else Refusal(Code.NOT_YOUR_TURN)
