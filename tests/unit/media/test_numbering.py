"""One outgoing stream has one row of numbers, whichever source feeds it."""

from hypothesis import given
from hypothesis import strategies as st

from media.sfu.numbering import REMEMBERED, Numbering

Sequence = st.integers(0, 0xFFFF)
Timestamp = st.integers(0, 0xFFFFFFFF)


@given(Sequence, st.lists(st.tuples(Sequence, Timestamp, st.integers(1, 300)), min_size=1, max_size=5))
def test_sequences_have_no_hole_over_any_number_of_splices(
    start: int, sources: list[tuple[int, int, int]]
) -> None:
    numbers = Numbering(90_000, start, 0)
    expected = start
    for first, timestamp, count in sources:
        numbers.cut()
        for step in range(count):
            placed = numbers.place((first + step) & 0xFFFF, (timestamp + step) & 0xFFFFFFFF, 1.0)
            expected = (expected + 1) & 0xFFFF
            assert placed and placed[0] == expected


@given(Timestamp, Timestamp)
def test_the_clock_goes_on_by_the_time_that_has_passed(ours: int, theirs: int) -> None:
    numbers = Numbering(90_000, 1, ours)
    numbers.place(10, 5, 100.0)
    numbers.cut()
    after = numbers.place(700, theirs, 102.0)
    assert after == (3, (ours + 1 + 180_000) & 0xFFFFFFFF)


@given(Sequence, Sequence, st.integers(0, 500))
def test_a_sent_number_leads_back_to_its_packet(start: int, first: int, count: int) -> None:
    numbers = Numbering(90_000, start, 0)
    for step in range(count + 1):
        placed = numbers.place((first + step) & 0xFFFF, step, 1.0)
    assert placed and numbers.origin(placed[0]) == (first + count) & 0xFFFF


def test_a_number_from_before_the_splice_leads_nowhere() -> None:
    numbers = Numbering(90_000, 1, 0)
    numbers.place(10, 0, 1.0)
    numbers.cut()
    numbers.place(900, 0, 2.0)
    assert numbers.origin(2) is None and numbers.origin(3) == 900 and numbers.origin(4) is None


def test_a_late_packet_keeps_its_place() -> None:
    numbers = Numbering(90_000, 1, 0)
    numbers.place(10, 0, 1.0)
    numbers.place(12, 0, 1.0)
    assert numbers.place(11, 0, 1.0) == (3, 1)
    assert numbers.place(13, 0, 1.0) == (5, 1)


def test_a_packet_from_before_the_splice_is_not_sent() -> None:
    numbers = Numbering(90_000, 1, 0)
    numbers.place(10, 0, 1.0)
    assert numbers.place(9, 0, 1.0) is None


def test_a_long_life_forgets_its_beginning_and_not_its_present() -> None:
    numbers = Numbering(90_000, 0, 0)
    for step in range(200_000):
        assert numbers.place(step & 0xFFFF, 0, 1.0) == ((step + 1) & 0xFFFF, 1)
    assert numbers.origin((200_000 - REMEMBERED + 10) & 0xFFFF) is not None
