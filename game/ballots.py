"""Counting: a vote by plurality and at least two votes, a question by more than half."""

from collections import Counter
from collections.abc import Iterable, Mapping

from events.catalogue import PlayerId, QuestionClosed, VoteClosed

ENOUGH = 2


def full(
    ballots: Mapping[PlayerId, PlayerId | None], voters: Iterable[PlayerId]
) -> dict[PlayerId, PlayerId | None]:
    """The ballot of every voter; one who cast none has abstained."""
    return {voter: ballots.get(voter) for voter in voters}


def count(votes: Mapping[PlayerId, PlayerId | None]) -> VoteClosed:
    """The result of a full ballot: one accused, or several tied, or neither when nobody has two."""
    tally = Counter(target for target in votes.values() if target is not None)
    top = max(tally.values(), default=0)
    leading = sorted(player for player, number in tally.items() if number == top >= ENOUGH)
    return VoteClosed(
        tally=dict(tally),
        abstained=len(votes) - tally.total(),
        accused=leading[0] if len(leading) == 1 else None,
        tied=leading if len(leading) > 1 else [],
    )


def answered(answers: Mapping[PlayerId, bool]) -> QuestionClosed:
    """The result of a question: a tie says no, and so does silence."""
    ayes = sum(answers.values())
    noes = len(answers) - ayes
    return QuestionClosed(ayes=ayes, noes=noes, passed=ayes > noes)
