"""Packs learn: how hard a word has turned out to be."""

from dataclasses import dataclass

ENOUGH = 20  # rounds from which on experience counts more than what the pack says
EASY, HARD = 0.35, 0.6  # share of rounds that liars win, at most and at least


@dataclass(frozen=True)
class Experience:
    """What became of the rounds that were played with a word."""

    played: int = 0
    liars_won: int = 0
    guessed: int = 0  # by a caught liar
    guessed_right: int = 0

    @property
    def win_rate(self) -> float | None:
        """Share of rounds that the liars' side won; None without any."""
        return self.liars_won / self.played if self.played else None

    @property
    def guess_rate(self) -> float | None:
        """Share of guesses that were right; None without any."""
        return self.guessed_right / self.guessed if self.guessed else None


def difficulty(planned: int, seen: Experience) -> int:
    """1 to 3: as the pack says, until enough has been seen.  A word with which liars win often is hard."""
    if seen.played < ENOUGH or (rate := seen.win_rate) is None:
        return planned
    return 1 if rate < EASY else 3 if rate > HARD else 2
