"""Who talks to the table while a round runs: those who play it and are not out.

For the chat, which must not know the game: lie_project hands it this answer, as it does for the guard's."""

from events.catalogue import PlayerId
from game.phases import HIDDEN
from game.services import TABLES


def in_play(room: str) -> frozenset[PlayerId] | None:
    """The players of the round that runs, without those who are out; None when no round runs and all talk
    together."""
    table, _ = TABLES.load(room)
    return frozenset(table.active()) if table.phase in HIDDEN else None
