"""Points of a round, and who wins it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from events.catalogue import PlayerId, Side

Reason = Literal[
    "liar_guessed", "liar_missed", "liar_hidden", "citizen_accused", "liar_left", "too_few", "void"
]


@dataclass(frozen=True)
class Award:
    """What one way for a round to end is worth, to each."""

    winner: Side | None
    citizen: int = 0
    right: int = 0  # on top, to a citizen who voted for a liar
    liar: int = 0


AWARDS: dict[Reason, Award] = {
    "liar_missed": Award("citizens", citizen=2, right=1),
    "liar_guessed": Award("liars", liar=2, right=1),
    "liar_hidden": Award("liars", liar=3, right=1),
    "citizen_accused": Award("liars", liar=3, right=1),
    "liar_left": Award("citizens", citizen=1),
    "too_few": Award(None),
    "void": Award(None),
}


def points(
    reason: Reason,
    citizens: Iterable[PlayerId],
    liars: Iterable[PlayerId],
    votes: Mapping[PlayerId, PlayerId | None],
) -> dict[PlayerId, int]:
    """What each earned; players with nothing are left out."""
    award, liars = AWARDS[reason], list(liars)
    earned = {player: award.citizen + award.right * (votes.get(player) in liars) for player in citizens}
    earned |= dict.fromkeys(liars, award.liar)
    return {player: number for player, number in earned.items() if number}


def winners(scores: Mapping[PlayerId, int]) -> list[PlayerId]:
    """The best of a match; equals share it, and nobody wins with nothing."""
    top = max(scores.values(), default=0)
    return [player for player, score in scores.items() if score == top > 0]
