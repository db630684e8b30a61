"""Achievements: what somebody has to have done.  Pure rules over what he has done so far.

A name here is for ever: it stands in the log.  Titles in both languages: people.titles.
"""

from collections.abc import Callable, Collection, Mapping
from typing import Protocol

from events.catalogue import Counted, Mode


class Totals(Protocol):
    """All that a person has done up to now (models.Standing)."""

    rounds: int
    wins: int
    liar_wins: int
    escapes: int
    spy_wins: int
    right: int
    hints: int
    matches_won: int
    streak: int


Rule = Callable[[Totals, Counted, Mode, int], bool]  # (totals, this round, its mode, its seats)

RULES: Mapping[str, Rule] = {
    "first_round": lambda all, this, mode, seats: all.rounds >= 1,
    "first_lie": lambda all, this, mode, seats: all.liar_wins >= 1,
    "silver_tongue": lambda all, this, mode, seats: all.liar_wins >= 10,
    "houdini": lambda all, this, mode, seats: all.escapes >= 5,
    "mind_reader": lambda all, this, mode, seats: this.guessed and this.won,
    "sharp_eye": lambda all, this, mode, seats: all.right >= 10,
    "lie_detector": lambda all, this, mode, seats: all.right >= 50,
    "lone_voice": lambda all, this, mode, seats: this.alone,
    "scapegoat": lambda all, this, mode, seats: this.caught and this.role == "citizen",
    "hot_streak": lambda all, this, mode, seats: all.streak >= 5,
    "double_agent": lambda all, this, mode, seats: all.spy_wins >= 1,
    "wise_fool": lambda all, this, mode, seats: mode == "fool" and this.role == "liar" and this.won,
    "full_house": lambda all, this, mode, seats: seats >= 8,
    "storyteller": lambda all, this, mode, seats: all.hints >= 100,
    "regular": lambda all, this, mode, seats: all.rounds >= 50,
    "old_hand": lambda all, this, mode, seats: all.rounds >= 250,
}
CHAMPION = "champion"  # the one that a match gives, and no round
ALL = (*RULES, CHAMPION)


def earned(totals: Totals, this: Counted, mode: Mode, seats: int, has: Collection[str]) -> list[str]:
    """What this round gives that he does not have yet."""
    return [name for name, rule in RULES.items() if name not in has and rule(totals, this, mode, seats)]
