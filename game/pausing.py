"""The table stands still, and goes on with the time that was left."""

from typing import Literal

from events.catalogue import MatchPaused, MatchResumed
from game.draft import Draft
from game.phases import AFTER_PAUSE, PAUSE, RETURN

LENGTH = {"players": PAUSE, "admin": PAUSE, "too_few": RETURN}  # seconds, at most


def pause(draft: Draft, reason: Literal["players", "admin", "too_few"]) -> None:
    """Stop the phase.  A pause in a pause begins anew and keeps what the first has kept."""
    table = draft.table
    kept = table.pause.left if table.pause else max(0, (table.deadline or draft.now) - draft.now)
    until = draft.now + draft.span(LENGTH[reason])
    draft.add(MatchPaused(number=table.number + 1, reason=reason, left=kept, deadline=until))


def resume(draft: Draft) -> None:
    """Go on with what was left, but never so little that nobody can act."""
    table = draft.table
    if table.pause:
        left = max(table.pause.left, draft.span(AFTER_PAUSE))
        draft.add(MatchResumed(number=table.number + 1, deadline=draft.now + left))


def waiting(draft: Draft) -> bool:
    """Does the table wait for players to return?"""
    return draft.table.pause is not None and draft.table.pause.reason == "too_few"
