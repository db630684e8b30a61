import pytest

from events.catalogue import RoundRevealed, WordGuessed
from events.messages.commands import Describe, GuessWord
from events.messages.refusal import Code
from tests.unit.game.play import Play, only, phases


def test_the_right_word_wins_for_the_liar() -> None:
    play = Play().caught()
    events = play.do(GuessWord(text=f" {play.table.round.word.upper()}! "), play.liar)
    assert only(events, WordGuessed).correct
    assert only(events, RoundRevealed).winner == "liars"
    assert phases(events) == ["reveal"]


def test_another_name_of_the_word_is_right_too() -> None:
    play = Play().caught()
    assert only(play.do(GuessWord(text=f"{play.table.round.word} tree"), play.liar), WordGuessed).correct


def test_a_wrong_word_loses_at_once() -> None:
    play = Play().caught()
    told = only(play.do(GuessWord(text="melon"), play.liar), RoundRevealed)
    assert (told.winner, told.reason) == ("citizens", "liar_missed")
    assert play.table.round.reveal is not None
    assert play.table.round.reveal.guess == "melon"


def test_silence_is_wrong() -> None:
    play = Play().caught()
    events = play.close()
    assert only(events, WordGuessed) == WordGuessed(player=play.liar, text="", correct=False)
    assert only(events, RoundRevealed).reason == "liar_missed"


@pytest.mark.parametrize("text", ["?!", " ", "\u3164", "👍"])
def test_a_guess_without_letters_is_no_guess(text: str) -> None:
    play = Play().caught()
    assert play.refused(GuessWord(text=text), play.liar) is Code.EMPTY_TEXT
    assert play.table.phase == "guessing"


def test_only_the_caught_liar_guesses() -> None:
    play = Play().caught()
    assert play.refused(GuessWord(text="apple"), play.citizens[0]) is Code.NOT_YOUR_TURN


def test_a_liar_cannot_guess_before_he_is_caught() -> None:
    play = Play().start().until("describing")
    assert play.refused(GuessWord(text=play.table.round.word), play.liar) is Code.WRONG_PHASE
    play.until("voting")
    assert play.refused(GuessWord(text=play.table.round.word), play.liar) is Code.WRONG_PHASE


def test_there_is_one_guess() -> None:
    play = Play().caught()
    play.do(GuessWord(text="melon"), play.liar)
    assert play.refused(GuessWord(text=play.table.round.word), play.liar) is Code.WRONG_PHASE


def test_nobody_describes_while_the_liar_guesses() -> None:
    assert Play().caught().refused(Describe(text="a hint"), "alice") is Code.WRONG_PHASE
