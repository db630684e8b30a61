"""Guesses that are one letter off, second tries, and guesses in any case."""

from typing import Any

import pytest

from events.catalogue import GuessNeared, LiarsEscaped, RoundRevealed, WordGuessed
from events.messages.commands import AnswerQuestion, GuessWord
from events.messages.refusal import Code
from game.deck import Card, Deck
from game.guess import is_long, jamo, near
from game.projections import public
from tests.unit.game.play import Play, only, phases

LONG = Deck("en", (Card("pineapple", "Fruit"), Card("strawberry", "Fruit"), Card("raspberries", "Fruit")))


def guessing(**settings: Any) -> Play:
    return Play(deck=LONG, **settings).caught()


def missed(word: str) -> str:
    """The word without a letter in the middle."""
    return word[:3] + word[4:]


@pytest.mark.parametrize(
    ("guess", "word"),
    [
        ("pinapple", "pineapple"),
        ("pineaple", "pineapple"),
        ("pineappel", "pineappell"),
        ("김치찌게", "김치찌개"),
        ("떡뽂이", "떡볶이"),
        ("a bananna", "banana"),
    ],
)
def test_one_letter_off_is_near(guess: str, word: str) -> None:
    assert near(guess, word, [], [])


@pytest.mark.parametrize(
    ("guess", "word"),
    [
        ("pineapple", "pineapple"),
        ("pinaple", "pineapple"),
        ("cat", "bat"),
        ("말", "발"),
        ("귤", "굴"),
        ("", "banana"),
        ("apple", "pineapple"),
    ],
)
def test_what_is_right_or_farther_off_or_too_short_is_not_near(guess: str, word: str) -> None:
    assert not near(guess, word, [], [])


@pytest.mark.parametrize("other", ["basket", "gaskets", "gasket"])
def test_a_guess_that_is_as_near_to_another_word_is_wrong(other: str) -> None:
    assert near("gasket", "casket", [], [])
    assert not near("gasket", "casket", [], [other])


def test_an_alias_may_be_missed_too() -> None:
    assert near("sneekers", "shoe", ["sneakers"], [])


def test_hangul_is_taken_apart_into_letters() -> None:
    assert len(jamo("김치찌개")) == 9
    assert is_long("김치찌개") and is_long("pineapple")
    assert not is_long("사과") and not is_long("apple")


def test_the_room_decides_on_a_guess_that_is_near() -> None:
    play = guessing()
    text = missed(play.table.round.word)
    events = play.do(GuessWord(text=text), play.liar)
    assert only(events, GuessNeared).text == text
    assert phases(events) == ["ruling"]
    assert public(play.table).near == text


def test_the_guesser_has_no_say() -> None:
    play = guessing()
    play.do(GuessWord(text=missed(play.table.round.word)), play.liar)
    assert play.refused(AnswerQuestion(yes=True), play.liar) is Code.SELF_VOTE


@pytest.mark.parametrize(("yes", "reason"), [(True, "liar_guessed"), (False, "liar_missed")])
def test_what_the_room_says_counts(yes: bool, reason: str) -> None:
    play = guessing()
    play.do(GuessWord(text=missed(play.table.round.word)), play.liar)
    events = play.answer(yes)
    assert only(events, WordGuessed).correct is yes
    assert only(events, RoundRevealed).reason == reason


def test_a_tie_and_silence_are_wrong() -> None:
    play = guessing()
    play.do(GuessWord(text=missed(play.table.round.word)), play.liar)
    play.do(AnswerQuestion(yes=True), play.citizens[0])
    play.do(AnswerQuestion(yes=False), play.citizens[1])
    assert only(play.close(), RoundRevealed).reason == "liar_missed"


def test_without_rulings_near_is_wrong() -> None:
    play = guessing(rulings=False)
    guessed = play.do(GuessWord(text=missed(play.table.round.word)), play.liar)
    assert only(guessed, RoundRevealed).reason == "liar_missed"


def test_where_nobody_is_there_to_decide_near_is_wrong() -> None:
    play = guessing()
    for player in play.citizens:
        play.away(player)
    guessed = play.do(GuessWord(text=missed(play.table.round.word)), play.liar)
    assert only(guessed, RoundRevealed).reason == "liar_missed"


def test_a_long_word_may_be_guessed_twice() -> None:
    play = guessing(tries=2)
    assert phases(play.do(GuessWord(text="melon"), play.liar)) == ["guessing"]
    assert only(play.do(GuessWord(text=play.table.round.word), play.liar), RoundRevealed).winner == "liars"


def test_there_is_no_third_try() -> None:
    play = guessing(tries=2)
    play.do(GuessWord(text="melon"), play.liar)
    assert only(play.do(GuessWord(text="kiwi"), play.liar), RoundRevealed).reason == "liar_missed"


def test_a_short_word_is_guessed_once() -> None:
    play = Play(tries=2, deck=Deck("en", (Card("fig", "Fruit"),))).caught()
    assert only(play.do(GuessWord(text="melon"), play.liar), RoundRevealed).reason == "liar_missed"


def test_silence_uses_up_all_tries() -> None:
    assert only(guessing(tries=2).close(), RoundRevealed).reason == "liar_missed"


@pytest.mark.parametrize(("text", "liar", "citizen"), [("apple", 1, 1), ("melon", None, 2)])
def test_a_caught_liar_where_all_guess(text: str, liar: int | None, citizen: int) -> None:
    play = Play(guess="always").caught()
    text = play.table.round.word if text == "apple" else text
    told = only(play.do(GuessWord(text=text), play.liar), RoundRevealed)
    assert [told.points.get(play.liar), told.points[play.citizens[0]]] == [liar, citizen]


@pytest.mark.parametrize(("right", "liar", "citizen"), [(True, 3, None), (False, 2, 1)])
def test_a_hidden_liar_where_all_guess(right: bool, liar: int, citizen: int | None) -> None:
    play = Play(guess="always").voting()
    events = play.accuse(play.citizens[0])
    assert only(events, LiarsEscaped).reason == "citizen_accused"
    assert (phases(events), play.table.turn) == (["guessing"], play.liar)
    text = play.table.round.word if right else "melon"
    told = only(play.do(GuessWord(text=text), play.liar), RoundRevealed)
    assert told.winner == "liars"
    assert [told.points[play.liar], told.points.get(play.citizens[0])] == [liar, citizen]


def test_all_hidden_liars_guess_one_after_the_other() -> None:
    play = Play(people=7, liar_count=2, guess="always").voting()
    play.close()
    play.close()
    first = play.table.turn
    assert phases(play.do(GuessWord(text="melon"), first)) == ["guessing"]
    assert play.table.turn != first
    assert phases(play.do(GuessWord(text="kiwi"), play.table.turn)) == ["reveal"]


def test_no_liar_guesses_a_word_that_another_has_just_told_to_all() -> None:
    play = Play(people=7, liar_count=2, guess="always").voting()
    play.close()
    play.close()
    assert phases(play.do(GuessWord(text=play.table.round.word), play.table.turn)) == ["reveal"]
    assert len(play.table.round.guesses) == 1


def test_who_leaves_once_all_is_decided_stops_nothing() -> None:
    play = Play(people=3, guess="always").voting()
    play.accuse(play.citizens[0])
    play.leave(play.citizens[0])
    assert play.table.pause is None
    assert phases(play.do(GuessWord(text="melon"), play.liar)) == ["reveal"]


def test_a_liar_who_leaves_instead_of_guessing_lets_the_next_one_guess() -> None:
    play = Play(people=7, liar_count=2, guess="always").voting()
    play.close()
    play.close()
    gone = play.table.turn or ""
    assert phases(play.leave(gone)) == ["guessing"]
    assert play.table.turn not in (None, gone)
