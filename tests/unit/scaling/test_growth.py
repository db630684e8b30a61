"""Slopes of what processes hold."""

import os

import pytest

from tests.soak.growth import Held, slope, together


def test_one_per_cent_in_ten_minutes_is_told_as_one() -> None:
    at = [float(second) for second in range(0, 601, 60)]
    assert slope(at, [round(100_000_000 + 1_000_000 * second / 600) for second in at]) == pytest.approx(
        1, 0.01
    )


def test_what_stays_the_same_has_no_slope() -> None:
    assert slope([0.0, 1.0, 2.0], [7, 7, 7]) == 0


def test_a_leak_of_one_shows_in_the_sum_of_all() -> None:
    flat, leaking = (
        Held(1, [0, 300, 600], [100] * 3, [5] * 3),
        Held(2, [0, 300, 600], [100, 150, 200], [5] * 3),
    )
    assert together([flat, leaking]).memory_slope == pytest.approx(40)


def test_a_process_is_weighed_and_its_end_is_noticed() -> None:
    mine, gone = Held(os.getpid()), Held(0)
    for held in (mine, gone):
        held.look(0.0)
    assert mine.memory[0] > 1_000_000 and mine.descriptors[0] > 2
    assert gone.ended and not mine.ended
