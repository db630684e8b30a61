"""Describing, one after the other, and the talk that follows."""

from events.catalogue import Described, PlayerId
from game.draft import Draft
from game.phases import AWAY_TURN, IDLE_TALK, SECONDS
from game.table import Table


def next_turn(draft: Draft) -> None:
    """The turn passes to the next of the order who is still there; after the last all talk."""
    player = _next_player(draft.table)
    if player is None:
        return _discuss(draft)
    seconds = AWAY_TURN if player not in draft.table.present() else SECONDS["describing"]
    draft.begin("describing", deadline=draft.now + draft.span(seconds), turn=player)


def stay_silent(draft: Draft) -> None:
    """The time of a turn has run out."""
    if draft.table.turn is not None:
        draft.add(Described(player=draft.table.turn, text=""))
    next_turn(draft)


def restore_turn(draft: Draft) -> None:
    """A player came back within a turn that was cut because he was away: it gets its usual length.
    Only once, for the new one is not cut, so nobody can stretch a turn by coming and going."""
    table = draft.table
    if table.cut_turn and table.deadline is not None:
        deadline = table.deadline + draft.span(SECONDS["describing"] - AWAY_TURN)
        draft.begin("describing", deadline=deadline, turn=table.turn)


def enough_talked(table: Table) -> bool:
    """Do more than half of the humans who are there want the vote?  Bots agree to anything."""
    humans = table.humans()
    return 2 * sum(player in table.round.agreed for player in humans) > len(humans)


def _next_player(table: Table) -> PlayerId | None:
    order = table.round.order
    start = order.index(table.turn) + 1 if table.turn in order else 0
    return next((player for player in order[start:] if player in table.players()), None)


def _discuss(draft: Draft) -> None:
    seconds = SECONDS["discussing"] if draft.table.humans() else IDLE_TALK
    draft.begin("discussing", deadline=draft.now + draft.span(seconds))
