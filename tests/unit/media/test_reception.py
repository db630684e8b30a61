"""What of a source has arrived."""

import random

from hypothesis import given
from hypothesis import strategies as st

from media.sfu.reception import AGAIN, TRIES, WIDE, Reception


def received(*sequences: int) -> Reception:
    reception = Reception(90_000)
    for sequence in sequences:
        reception.take(sequence & 0xFFFF, 0, 1.0)
    return reception


@given(st.integers(0, 0xFFFF), st.sets(st.integers(1, WIDE - 2)))
def test_holes_are_asked_for_in_order_also_over_the_wrap(start: int, lost: set[int]) -> None:
    got = [start + step for step in range(WIDE) if step not in lost]
    assert received(*got).to_ask(1.0) == [(start + step) & 0xFFFF for step in sorted(lost)]


def test_what_has_come_late_is_not_asked_for() -> None:
    assert received(1, 3, 2).to_ask(1.0) == []


def test_each_hole_is_asked_for_a_few_times_only() -> None:
    reception = received(1, 3)
    asked = [reception.to_ask(1.0 + AGAIN * step * 1.01) for step in range(TRIES + 3)]
    assert asked == [[2]] * TRIES + [[]] * 3


def test_it_is_not_asked_for_twice_at_once() -> None:
    reception = received(1, 3)
    assert reception.to_ask(1.0) == [2]
    assert reception.to_ask(1.0 + AGAIN / 2) == []


def test_too_wide_a_hole_calls_for_a_fresh_picture() -> None:
    reception = received(1)
    assert reception.take(2 + WIDE + 5, 0, 1.0)
    assert reception.to_ask(1.0) == []


def test_a_report_tells_of_the_loss_since_the_last_one() -> None:
    reception = received(*[n for n in range(100) if n % 4 or n in (0, 96)])
    fraction, lost = reception.report()
    assert (fraction, lost) == (23 * 256 // 100, 23)
    assert reception.report()[0] == 0


@given(st.integers(0, 0xFFFF), st.integers(1, 70_000))
def test_the_highest_sequence_counts_the_turns_of_the_circle(start: int, count: int) -> None:
    reception = Reception(90_000)
    for step in range(0, count, 50):
        reception.take((start + step) & 0xFFFF, 0, 1.0)
    assert reception.highest == start + step


def test_a_steady_stream_has_no_jitter() -> None:
    reception = Reception(90_000)
    for step in range(100):
        reception.take(step, step * 3000, 5.0 + step / 30)
    assert reception.jitter <= 1


def test_an_unsteady_stream_has_jitter() -> None:
    reception, chance = Reception(90_000), random.Random(1)
    for step in range(100):
        reception.take(step, step * 3000, 5.0 + step / 30 + chance.uniform(0, 0.02))
    assert 300 < reception.jitter < 1800
