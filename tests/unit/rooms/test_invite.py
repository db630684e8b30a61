"""Codes as people type them, and the picture of a link."""

import pytest

from rooms.invite import ALPHABET, picture, typed_code


@pytest.mark.parametrize(
    "typed",
    [
        "ABC23",
        "abc23",
        "  a b c 2 3 ",
        "abc-23",
        "ＡＢＣ２３",
        "https://lie.example/r/abc23?x=1",
        "ㅁㅠㅊ23",
    ],
)
def test_a_code_is_read_however_it_was_typed(typed: str) -> None:
    assert typed_code(typed) == "ABC23"


@pytest.mark.parametrize("typed", ["", "ABC2", "ABC234", "ABC01", "<b>", "https://lie.example/x", "방코드"])
def test_what_is_no_code_is_none(typed: str) -> None:
    assert typed_code(typed) is None


JAMO = "ㅂㅈㄷㄱㅅㅛㅕㅐㅔㅁㄴㅇㄹㅎㅗㅓㅏㅣㅋㅌㅊㅍㅠㅜㅡ"
KEYBOARD = dict(zip("QWERTYUOPASDFGHJKLZXCVBNM", JAMO, strict=True))


@pytest.mark.parametrize("letter", [letter for letter in ALPHABET if letter.isalpha()])
def test_the_korean_keyboard_has_every_letter_of_a_code(letter: str) -> None:
    assert typed_code(f"2345{KEYBOARD[letter]}") == f"2345{letter}"


SYLLABLES = [("가나2", "RKSK2"), ("화ㄱ2", "GHKR2"), ("읽2", "DLFR2"), ("값23", None)]


@pytest.mark.parametrize("typed, code", SYLLABLES)
def test_letters_that_became_syllables_are_taken_apart(typed: str, code: str | None) -> None:
    assert typed_code(typed) == code


def test_a_link_becomes_a_picture_that_needs_nothing_from_elsewhere() -> None:
    svg = picture("https://lie.example/r/ABC23").decode()
    assert svg.startswith("<svg") and "viewBox" in svg
    assert "href" not in svg and "script" not in svg and len(svg) < 4_000
