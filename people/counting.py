"""What a round was for each of its people.  Pure: from its events, as published."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from events.catalogue import (
    Counted,
    Described,
    PlayerConvicted,
    PlayerId,
    Role,
    RoundCounted,
    RoundDealt,
    RoundRevealed,
    SeatLeft,
    Side,
    WordGuessed,
)
from events.schema import Event
from people import rating

FEW_BALLOTS = 4  # with fewer it is no feat to be alone in being right


def is_bot(player: PlayerId) -> bool:
    """Bots have no history."""
    return player.startswith("bot-")


@dataclass
class _Seen:
    """What the round's events tell on the way to its reveal."""

    order: list[PlayerId] = field(default_factory=list)
    hints: dict[PlayerId, int] = field(default_factory=dict)
    convicted: set[PlayerId] = field(default_factory=set)
    guessed: set[PlayerId] = field(default_factory=set)
    left: set[PlayerId] = field(default_factory=set)

    def take(self, event: Event) -> None:
        match event:
            case RoundDealt(order=order):
                self.order = list(order)
            case Described(player, text) if text:
                self.hints[player] = self.hints.get(player, 0) + 1
            case PlayerConvicted(player=player):
                self.convicted.add(player)
            case WordGuessed(player=player, correct=True):
                self.guessed.add(player)
            case SeatLeft(player=player):
                self.left.add(player)


def count(
    match: int, number: int, events: Sequence[Event], ratings: Mapping[PlayerId, int]
) -> RoundCounted | None:
    """The round of ``events``, which end with its reveal; None for a void one and for bots alone.

    ``ratings``: of the people in it; who has none yet begins with ``rating.START``.
    """
    seen = _Seen()
    for event in events:
        seen.take(event)
    reveal = events[-1]
    assert isinstance(reveal, RoundRevealed)
    people = [player for player in seen.order if not is_bot(player)]
    if reveal.winner is None or not people:
        return None
    rated = len(people) >= rating.PEOPLE
    moved = _moved(seen, reveal, reveal.winner, ratings) if rated else {}
    return RoundCounted(
        match=match,
        round=number,
        mode=reveal.mode,
        winner=reveal.winner,
        seats=len(seen.order),
        rated=rated,
        players=[_counted(player, seen, reveal, moved.get(player, 0)) for player in people],
    )


def role_of(player: PlayerId, reveal: RoundRevealed) -> Role:
    if player in reveal.liars:
        return "liar"
    return "spy" if player in reveal.spies else "citizen"


def _side(role: Role) -> Side:
    return "citizens" if role == "citizen" else "liars"


def _moved(
    seen: _Seen, reveal: RoundRevealed, winner: Side, ratings: Mapping[PlayerId, int]
) -> dict[PlayerId, int]:
    sides: dict[Side, dict[PlayerId, int]] = {"liars": {}, "citizens": {}}
    for player in seen.order:
        sides[_side(role_of(player, reveal))][player] = ratings.get(player, rating.START)
    moved = rating.changes(sides["liars"], sides["citizens"], winner)
    # Whoever walked out has lost, whatever the others made of it.
    return {player: -abs(change) if player in seen.left else change for player, change in moved.items()}


def _counted(player: PlayerId, seen: _Seen, reveal: RoundRevealed, change: int) -> Counted:
    role = role_of(player, reveal)
    right = _right(reveal)
    return Counted(
        player=player,
        role=role,
        won=_side(role) == reveal.winner and player not in seen.left,
        caught=player == reveal.accused or player in seen.convicted,
        voted=reveal.votes.get(player) is not None,
        right=player in right,
        alone=right == [player] and _ballots(reveal) >= FEW_BALLOTS,
        guessed=player in seen.guessed,
        hints=seen.hints.get(player, 0),
        points=reveal.points.get(player, 0),
        change=change,
    )


def _right(reveal: RoundRevealed) -> list[PlayerId]:
    """Citizens whose ballot named one of the other side."""
    wanted: Collection[PlayerId] = (*reveal.liars, *reveal.spies)
    return [voter for voter, target in reveal.votes.items() if target in wanted and voter not in wanted]


def _ballots(reveal: RoundRevealed) -> int:
    return sum(target is not None for target in reveal.votes.values())
