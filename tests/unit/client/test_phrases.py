import random

import pytest

from lie_project.client import phrases

ALL = [line for families in phrases.FAMILIES.values() for family in families for line in family]


def test_every_phrase_belongs_to_one_family() -> None:
    assert len(set(ALL)) == len(ALL)


@pytest.mark.parametrize("language", ["ko", "en"])
def test_a_family_can_be_heard_from_its_phrases(language: str) -> None:
    for number, family in enumerate(phrases.FAMILIES[language]):
        assert {phrases.family_of_hint(line, language) for line in family} == {number}


def test_a_stranger_talks_like_no_family() -> None:
    assert phrases.family_of_hint("It is round.", "en") is None


def test_a_hint_never_holds_the_word() -> None:
    for word in ("week", "TV", "weather", "draw", "child-hood"):
        hint = phrases.hint_of_citizen(word, "en", random.Random(1).choice)
        assert phrases.bare(word) not in phrases.bare(hint)


def test_case_width_and_signs_do_not_hide_a_word() -> None:
    assert phrases.bare("Ｃhild-Hood!") == "childhood"
