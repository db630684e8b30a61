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


LEVELS = Deck(
    "en", tuple(Card(w, "Letters", difficulty=d) for w, d in (("a", 1), ("b", 1), ("c", 3), ("d", 3)))
)


def test_words_are_drawn_by_difficulty() -> None:
    assert {LEVELS.draw((), Random(seed), 3).word for seed in range(20)} == {"c", "d"}
    assert {LEVELS.draw((), Random(seed), 0).word for seed in range(50)} == set("abcd")


def test_a_difficulty_that_no_word_has_is_no_obstacle() -> None:
    assert LEVELS.draw((), Random(1), 2).word in "abcd"


def test_a_pair_is_of_the_same_difficulty() -> None:
    assert {card.word for seed in range(20) if (card := LEVELS.pair(LEVELS.cards[0], Random(seed)))} == {"b"}


def test_a_pair_is_what_the_pack_names() -> None:
    card = Card("a", "Letters", close=("c", "d"))
    assert {other.word for seed in range(20) if (other := LEVELS.pair(card, Random(seed)))} == {"c", "d"}


def test_a_pair_comes_from_elsewhere_before_there_is_none() -> None:
    lone = Card("z", "Lone")
    assert Deck("en", (lone, Card("x", "Other"))).pair(lone, Random(1)) == Card("x", "Other")
    assert Deck("en", (lone,)).pair(lone, Random(1)) is None


def test_another_name_of_the_word_is_no_pair() -> None:
    word, alias = Card("sofa", "Home", aliases=("couch",)), Card("couch", "Home")
    assert Deck("en", (word, alias)).pair(word, Random(1)) is None
