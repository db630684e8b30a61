"""Numbers that wrap around."""

from hypothesis import given
from hypothesis import strategies as st

from media.sfu.serial import add16, add32, ahead16, ahead32

Sixteen = st.integers(0, 0xFFFF)
ThirtyTwo = st.integers(0, 0xFFFFFFFF)


@given(Sixteen, st.integers(-0x8000, 0x7FFF))
def test_a_sequence_is_ahead_by_what_was_added_also_over_the_wrap(number: int, step: int) -> None:
    assert ahead16(add16(number, step), number) == step


@given(ThirtyTwo, st.integers(-(2**31), 2**31 - 1))
def test_a_timestamp_is_ahead_by_what_was_added_also_over_the_wrap(number: int, step: int) -> None:
    assert ahead32(add32(number, step), number) == step


def test_the_shorter_way_around_decides() -> None:
    assert ahead16(2, 0xFFFE) == 4
    assert ahead16(0xFFFE, 2) == -4
