"""A liar's guess: right, wrong, or so nearly right that the room decides."""

from events.catalogue import GuessNeared, PlayerId, WordGuessed
from game import ballots
from game.draft import Draft
from game.guess import is_long, near, right
from game.hunts import after_guess


def guess(draft: Draft, player: PlayerId, text: str) -> None:
    """A caught liar names a word."""
    dealt = draft.table.round
    correct = right(text, dealt.word, dealt.aliases)
    others = draft.deck.names(dealt.category, but=dealt.word)
    ruled = draft.table.settings.rulings and any(p != player for p in draft.table.present())
    if not correct and ruled and near(text, dealt.word, dealt.aliases, others):
        draft.add(GuessNeared(player=player, text=text))
        draft.begin("ruling", turn=player)
    else:
        _guessed(draft, player, text, correct=correct)


def stay_mute(draft: Draft) -> None:
    """The time for a guess has run out: that was the last."""
    if (player := draft.table.turn) is not None:
        draft.add(WordGuessed(player=player, text="", correct=False))
        after_guess(draft, player, correct=False)


def close_ruling(draft: Draft) -> None:
    """More than half of those who answered make a guess right that is one letter off."""
    player, text = draft.table.turn, draft.table.round.near
    result = ballots.answered(draft.table.round.answers)
    draft.add(result)
    if player is not None:
        _guessed(draft, player, text or "", correct=result.passed)


def _guessed(draft: Draft, player: PlayerId, text: str, *, correct: bool) -> None:
    draft.add(WordGuessed(player=player, text=text, correct=correct))
    if not correct and _tries_left(draft, player):
        draft.begin("guessing", turn=player)
    else:
        after_guess(draft, player, correct=correct)


def _tries_left(draft: Draft, player: PlayerId) -> bool:
    allowed = draft.table.settings.tries if is_long(draft.table.round.word) else 1
    return sum(guess.player == player for guess in draft.table.round.guesses) < allowed
