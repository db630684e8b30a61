"""Ratings and leaving: pure arithmetic."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from people import leaving, rating
from people.rating import START

numbers = st.integers(0, 300_000)
sides = st.lists(numbers, min_size=1, max_size=8)


@given(sides, sides, st.sampled_from(["liars", "citizens"]))
def test_one_side_gains_what_the_other_loses(liars: list[int], citizens: list[int], winner: str) -> None:
    moved = rating.changes(
        {f"l{n}": r for n, r in enumerate(liars)},
        {f"c{n}": r for n, r in enumerate(citizens)},
        winner,  # type: ignore[arg-type]
    )
    assert abs(sum(moved.values())) <= len(moved)  # of hundredths, by rounding
    assert all((change >= 0) == (player[0] == winner[0]) for player, change in moved.items() if change)


def test_among_equals_a_lone_liar_wins_half_of_the_stake_from_all_the_others() -> None:
    moved = rating.changes({"liar": START}, dict.fromkeys("abcd", START), "liars")
    assert moved == {"liar": 1_600, **dict.fromkeys("abcd", -400)}


def test_to_beat_the_stronger_is_worth_more() -> None:
    citizens = dict.fromkeys("abc", START)
    weak = rating.changes({"liar": START - 20_000}, citizens, "liars")["liar"]
    strong = rating.changes({"liar": START + 20_000}, citizens, "liars")["liar"]
    assert weak > 1_600 > strong > 0


def test_a_side_without_players_moves_nothing() -> None:
    assert rating.changes({}, {"a": START}, "citizens") == {}


@pytest.mark.parametrize(("lately", "cost"), [(0, 0), (1, -500), (2, -1_000), (9, -2_000)])
def test_the_first_leaving_is_free_and_none_costs_more_than_twenty_points(lately: int, cost: int) -> None:
    assert leaving.cost(lately) == cost
