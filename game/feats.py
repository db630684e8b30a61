"""What a match shows of its players beyond their points: who lied best, who had the best nose.  Pure."""

from collections.abc import Mapping, Sequence
from typing import Literal

import msgspec
from msgspec.structs import replace

from events.catalogue import PlayerId, RoundRevealed, Suspicion
from game.view import Award

TOGETHER = 2  # who share an award; were there more, it would tell nothing


class Feats(msgspec.Struct, frozen=True):
    """Of one player in one match."""

    lies: int = 0  # rounds got through as a liar whom the vote did not find
    nose: int = 0  # rounds in which he suspected a liar before all others, and to the end
    right: int = 0  # votes for a liar
    blamed: int = 0  # votes against him while he told the truth


AWARDS: dict[Literal["lies", "nose", "right", "blamed"], int] = {
    "lies": 1,
    "nose": 1,
    "right": 2,
    "blamed": 2,
}
"""Award -> how often it takes at least."""


def after_round(feats: Mapping[PlayerId, Feats], revealed: RoundRevealed) -> dict[PlayerId, Feats]:
    """With what the reveal tells; a round that nobody won counts for nothing."""
    if revealed.winner is None:
        return dict(feats)
    lied = revealed.liars if revealed.reason in ("liar_hidden", "citizen_accused") else []
    against = [target for target in revealed.votes.values() if target and target not in revealed.liars]
    right = [voter for voter, target in revealed.votes.items() if target in revealed.liars]
    counted = dict(feats)
    for name, players in (("lies", lied), ("blamed", against), ("right", right)):
        _count(counted, name, players)
    return counted


def after_marks(
    feats: Mapping[PlayerId, Feats], marks: Sequence[Suspicion], liars: Sequence[PlayerId]
) -> dict[PlayerId, Feats]:
    """With what the suspicions of a round tell.  ``marks``: oldest first."""
    counted = dict(feats)
    _count(counted, "nose", first_to_know(marks, liars))
    return counted


def first_to_know(marks: Sequence[Suspicion], liars: Sequence[PlayerId]) -> list[PlayerId]:
    """Who came first to the suspicion that was right and that he kept; several who had heard as little."""
    last = {mark.player: mark for mark in marks}
    right = (mark for mark in last.values() if mark.target in liars and mark.player not in liars)
    sure = {mark.player: mark.hints for mark in right}
    return sorted(player for player, hints in sure.items() if hints == min(sure.values()))


def awards(feats: Mapping[PlayerId, Feats]) -> list[Award]:
    """Who did most of each, where it is enough to be told."""
    told = []
    for name, least in AWARDS.items():
        most = max((getattr(one, name) for one in feats.values()), default=0)
        best = sorted(player for player, one in feats.items() if getattr(one, name) == most)
        if most >= least and len(best) <= TOGETHER:
            told.append(Award(name, best, most))
    return told


def _count(feats: dict[PlayerId, Feats], name: str, players: Sequence[PlayerId]) -> None:
    for player in players:
        one = feats.get(player, Feats())
        feats[player] = replace(one, **{name: getattr(one, name) + 1})
