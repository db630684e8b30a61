"""A log line for a socket that the server ends for what its client does; never a word of what it sent."""

import logging

from rooms.outlet import FLOOD

logger = logging.getLogger(__name__)


def flood(room: str, player: str) -> int:
    """The code to close with.  ``player``: the id, which all in the room know; no name and no address."""
    logger.warning("socket closed (%d): sends faster than is served; room %s, player %s", FLOOD, room, player)
    return FLOOD
