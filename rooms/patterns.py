"""Patterns over who comes and goes."""

from events.catalogue import PlayerDropped
from events.patterns import Times
from events.schema import Event


def _dropped(event: Event, room: str) -> str | None:
    return f"{room}:{event.player}" if isinstance(event, PlayerDropped) else None


PATTERNS = [Times("unsteady_connection", _dropped, count=4, within=60)]
