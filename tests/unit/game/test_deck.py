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


def pairs(deck: Deck, *used: str, difficulty: int = 0) -> set[str]:
    """All pairs that 60 seeds give, word first."""
    drawn = (deck.draw_pair(used, Random(seed), difficulty) for seed in range(60))
    return {f"{pair[0].word}-{pair[1].word}" for pair in drawn if pair}


def test_a_pair_is_of_the_same_difficulty() -> None:
    assert pairs(LEVELS) == {"a-b", "b-a", "c-d", "d-c"}
    assert pairs(LEVELS, difficulty=3) == {"c-d", "d-c"}


def test_a_pair_is_what_the_pack_names() -> None:
    cards = (Card("a", "Letters", close=("c", "d", "not in the pack")), *LEVELS.cards[1:])
    assert {pair for pair in pairs(Deck("en", cards)) if pair.startswith("a")} == {"a-c", "a-d"}


def test_a_fool_gets_no_word_that_was_told() -> None:
    assert pairs(LEVELS, "a") == {"c-d", "d-c", "b-c", "b-d"}
    assert pairs(LEVELS, "a", "c") == {"b-d", "d-b"}


def test_when_no_pair_is_left_all_but_the_last_word_may_come_again() -> None:
    assert pairs(LEVELS, "a", "b", "c") == {"a-b", "b-a", "d-a", "d-b"}
    assert pairs(DECK, "a", "b", "c") == {"a-b", "b-a"}
    assert pairs(Deck("en", DECK.cards[:2]), "a", "b") == {"a-b", "b-a"}


def test_a_pair_comes_from_elsewhere_before_there_is_none() -> None:
    lone = Card("z", "Lone")
    assert pairs(Deck("en", (lone, Card("x", "Other")))) == {"z-x", "x-z"}
    assert pairs(Deck("en", (lone, *DECK.cards))) == {
        f"{one}-{two}" for one in "abc" for two in "abc" if one != two
    }
    assert not pairs(Deck("en", (lone,)))
    assert not pairs(Deck("en", ()))


def test_another_name_of_the_word_is_no_pair() -> None:
    word, alias = Card("sofa", "Home", aliases=("couch",)), Card("couch", "Home")
    assert not pairs(Deck("en", (word, alias)))
