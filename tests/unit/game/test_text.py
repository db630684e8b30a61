import pytest
from hypothesis import given
from hypothesis import strategies as st

from game.text import clean, normalise


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("  two   words ", "two words"),
        ("one\nline\ttext", "one line text"),
        ("\u202eevil", "evil"),
        ("👩\u200d🍳 cooks", "👩\u200d🍳 cooks"),
        ("?!", "?!"),
        ("\u3164\u3164", ""),
        ("\u200d", ""),
        ("\x00", ""),
    ],
)
def test_a_line_fit_to_be_shown(text: str, shown: str) -> None:
    assert clean(text) == shown


@given(st.text())
def test_cleaning_twice_changes_nothing(text: str) -> None:
    assert clean(clean(text)) == clean(text)


@given(st.text())
def test_normalising_twice_changes_nothing(text: str) -> None:
    assert normalise(normalise(text)) == normalise(text)


@pytest.mark.parametrize("text", ["김치 찌개", "김치찌개!", "김\u200b치찌개", "김치찌개\u3164"])
def test_one_word_in_many_spellings(text: str) -> None:
    assert normalise(text) == "김치찌개"
