"""Nicknames that look the same, by letters of other scripts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from events.messages import commands as wish
from rooms import lookalikes
from rooms.lookalikes import seen_as
from tests.unit.rooms.rooms import after, opened

JAMO = str.maketrans("", "", "\u110b\u1175\u116e")  # side by side they make a syllable
DOUBLES = {letter: signs.translate(JAMO) for letter, signs in lookalikes._SAME.items()}


@pytest.mark.parametrize(
    "others",
    ["аlicе", "ALICE", "a\u200bl\u200dice", "Álicé", "a l i c e", "αLice", "al\ufe0fice", "ⓐlice", "aIice"],
)
def test_who_writes_it_in_other_letters_gets_a_number(others: str) -> None:
    room = after(opened(), ("bob", wish.JoinRoom(nickname=others, connection="b")))
    assert [m.nickname for m in room.members] == ["alice", f"{others} 2"]


@pytest.mark.parametrize(
    "one, other",
    [("민수", "민주"), ("はは", "ぱぱ"), ("कि", "कु"), ("Мария", "Марина"), ("Bob 1", "Bob 2"), ("🙂", "🙃")],
)
def test_names_that_an_eye_tells_apart_are_two(one: str, other: str) -> None:
    assert seen_as(one) != seen_as(other)


@given(st.text(st.sampled_from("abcehijkmopqstuvwxyz"), min_size=1, max_size=20), st.data())
def test_any_letter_may_be_any_of_its_doubles(name: str, data: st.DataObject) -> None:
    disguised = "".join(data.draw(st.sampled_from(letter + DOUBLES[letter])) for letter in name)
    assert seen_as(disguised) == seen_as(name)


@given(st.text(max_size=20))
def test_what_is_compared_is_the_same_when_compared_again(name: str) -> None:
    assert seen_as(name) == seen_as(f"\u200b{name} ")
