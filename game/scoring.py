"""Points of a round, and who wins it."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from events.catalogue import PlayerId, Side

Reason = Literal[
    "liar_guessed",
    "liar_missed",
    "liar_hidden",
    "citizen_accused",
    "liar_left",
    "spy_caught",
    "too_few",
    "void",
]


@dataclass(frozen=True)
class Award:
    """What one way for a round to end is worth, to each."""

    winner: Side | None
    citizen: int = 0
    right: int = 0  # on top, to a citizen who voted for a liar
    liar: int = 0  # to each who was not caught, or has guessed right
    spy: int = 0


AWARDS: dict[Reason, Award] = {
    "liar_missed": Award("citizens", citizen=2, right=1),
    "spy_caught": Award("citizens", citizen=2, right=1),
    "liar_guessed": Award("liars", liar=2, right=1, spy=2),
    "liar_hidden": Award("liars", liar=3, right=1, spy=2),
    "citizen_accused": Award("liars", liar=3, right=1, spy=2),
    "liar_left": Award("citizens", citizen=1),
    "too_few": Award(None),
    "void": Award(None),
}
ALWAYS: dict[tuple[Reason, bool], Award] = {
    ("liar_guessed", True): Award("liars", citizen=1, liar=1, spy=2),
    ("liar_missed", False): Award("citizens", citizen=2),
    ("liar_hidden", True): Award("liars", liar=3, spy=2),
    ("liar_hidden", False): Award("liars", citizen=1, liar=2, spy=2),
    ("citizen_accused", True): Award("liars", liar=3, spy=2),
    ("citizen_accused", False): Award("liars", citizen=1, liar=2, spy=2),
}
"""Where liars guess in any case, by whether one was right."""


def award(reason: Reason, *, always: bool = False, guessed: bool = False) -> Award:
    """What this end is worth.  ``always``: liars guess in any case; ``guessed``: one was right."""
    return ALWAYS.get((reason, guessed), AWARDS[reason]) if always else AWARDS[reason]


def points(
    earned: Award,
    citizens: Iterable[PlayerId],
    liars: Collection[PlayerId],
    votes: Sequence[Mapping[PlayerId, PlayerId | None]],
    *,
    winning: Iterable[PlayerId] | None = None,
    spies: Iterable[PlayerId] = (),
) -> dict[PlayerId, int]:
    """What each earned; players with nothing are left out.

    ``liars``: whom it was right to vote for, in any of the ``votes`` that decided; ``winning``: those
    of them who were not caught for nothing (all, unless said otherwise)."""
    given = {
        player: earned.citizen + earned.right * any(ballots.get(player) in liars for ballots in votes)
        for player in citizens
    }
    given |= dict.fromkeys(liars if winning is None else winning, earned.liar)
    given |= dict.fromkeys(spies, earned.spy)
    return {player: number for player, number in given.items() if number}


def winners(scores: Mapping[PlayerId, int]) -> list[PlayerId]:
    """The best of a match; equals share it, and nobody wins with nothing."""
    top = max(scores.values(), default=0)
    return [player for player, score in scores.items() if score == top > 0]
