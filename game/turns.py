"""Describing, one after the other, and what leads from there to the vote."""

from events.catalogue import Described, LapStarted, PlayerId
from game.draft import Draft
from game.phases import AWAY_TURN, IDLE_TALK
from game.table import Table


def next_turn(draft: Draft) -> None:
    """The turn passes to the next of the order who is still there; after the last lap all talk."""
    player = _next_player(draft.table)
    if player is None:
        return _end_lap(draft)
    usual = draft.usual("describing")
    length = usual if player in draft.table.present() else min(usual, draft.paced(AWAY_TURN))
    draft.begin("describing", deadline=draft.now + length, turn=player)


def start_lap(draft: Draft, *, voted: bool = False) -> None:
    """All who are not out describe once more, in a new order."""
    active = draft.table.active()
    order = draft.rng.sample(active, len(active))
    draft.add(LapStarted(lap=draft.table.round.lap + 1, order=order, voted=voted))
    next_turn(draft)


def stay_silent(draft: Draft) -> None:
    """The time of a turn has run out."""
    if draft.table.turn is not None:
        draft.add(Described(player=draft.table.turn, text=""))
    next_turn(draft)


def restore_turn(draft: Draft) -> None:
    """A player came back within a turn that was cut because he was away: it gets its usual length.
    Only once, for the new one is not cut, so nobody can stretch a turn by coming and going."""
    table, usual = draft.table, draft.usual("describing")
    if table.cut_turn and table.deadline is not None:
        deadline = table.deadline + usual - min(usual, draft.paced(AWAY_TURN))
        draft.begin("describing", deadline=deadline, turn=table.turn)


def open_vote(draft: Draft) -> None:
    """Everybody who is not out may be voted for."""
    draft.begin("voting", candidates=draft.table.active())


def enough_talked(table: Table) -> bool:
    """Do more than half of the humans who are there want the vote?  Bots agree to anything."""
    humans = table.humans()
    return 2 * sum(player in table.round.agreed for player in humans) > len(humans)


def _next_player(table: Table) -> PlayerId | None:
    order = table.round.order
    start = order.index(table.turn) + 1 if table.turn in order else 0
    return next((player for player in order[start:] if player in table.active()), None)


def _end_lap(draft: Draft) -> None:
    settings = draft.table.settings
    if draft.table.round.lap < settings.laps:
        return start_lap(draft)
    if not settings.discussion:
        return open_vote(draft)
    usual = draft.usual("discussing")
    length = usual if draft.table.humans() else min(usual, draft.paced(IDLE_TALK))
    draft.begin("discussing", deadline=draft.now + length)
