import pytest

from game.learning import Experience, difficulty


@pytest.mark.parametrize(
    ("played", "won", "level"), [(0, 0, 2), (19, 19, 2), (20, 20, 3), (20, 10, 2), (20, 2, 1), (100, 36, 2)]
)
def test_a_word_with_which_liars_win_is_hard(played: int, won: int, level: int) -> None:
    assert difficulty(2, Experience(played, won)) == level


def test_rates_are_shares() -> None:
    seen = Experience(played=8, liars_won=2, guessed=4, guessed_right=1)
    assert (seen.win_rate, seen.guess_rate) == (0.25, 0.25)


def test_without_experience_there_is_no_rate() -> None:
    assert Experience().win_rate is Experience().guess_rate is None
