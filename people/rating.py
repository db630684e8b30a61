"""Ratings: Elo between the two sides of a round.  Whole numbers, in hundredths of a point.

A round is one game of the liars' side against the citizens' side.  Each side is as strong as its players
on average; from both follows how likely the liars were to win, and what the round moves is the difference
to what happened, times ``STAKE``.  Each side shares it out equally, so one side gains what the other
loses: a lone liar has more to win, and more to lose, than each of five citizens.
"""

from collections.abc import Mapping

from events.catalogue import PlayerId, Side

START = 100_000
STAKE = 3_200  # what a sure win of the other side would move at most
SCALE = 40_000  # a side that is stronger by this much wins ten times as often as it loses
PEOPLE = 3  # fewer people, and the round was for practice


def changes(
    liars: Mapping[PlayerId, int], citizens: Mapping[PlayerId, int], winner: Side
) -> dict[PlayerId, int]:
    """What the round changes, by player.  Both sides: player -> rating; nothing when one is empty."""
    if not liars or not citizens:
        return {}
    apart = sum(citizens.values()) / len(citizens) - sum(liars.values()) / len(liars)
    expected = 1 / (1 + 10 ** (apart / SCALE))
    moved = STAKE * ((winner == "liars") - expected)
    return {
        **dict.fromkeys(liars, round(moved / len(liars))),
        **dict.fromkeys(citizens, -round(moved / len(citizens))),
    }
