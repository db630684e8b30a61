from random import Random

import pytest

from game.deck import Card, Deck

DECK = Deck("en", tuple(Card(word, "Letters") for word in "abc"))


def test_a_used_word_is_not_drawn_while_there_are_others() -> None:
    assert {DECK.draw(("a", "b"), Random(seed)).word for seed in range(20)} == {"c"}


def test_a_used_up_deck_gives_any_word_but_the_last() -> None:
    assert {DECK.draw(("a", "b", "c"), Random(seed)).word for seed in range(50)} == {"a", "b"}


def test_a_deck_of_one_gives_it_again() -> None:
    assert Deck("en", DECK.cards[:1]).draw(("a",), Random(1)).word == "a"


def test_nothing_is_drawn_from_an_empty_deck() -> None:
    with pytest.raises(IndexError):
        Deck("en", ()).draw((), Random(1))


def test_a_card_is_found_in_its_category() -> None:
    assert DECK.find("Letters", "b") == Card("b", "Letters")
    assert DECK.find("Numbers", "b") is None
    assert DECK.find("Letters", None) is None
