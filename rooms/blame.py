"""A log line for a socket that the server ends for what its client does; never a word of what it sent."""

import logging

from rooms.outlet import FLOOD

TOO_SLOW = 4009
Whose = tuple[str, str]  # room and player; "" for what a socket that only looks has not
logger = logging.getLogger(__name__)


def flood(room: str = "", player: str = "") -> int:
    """The code to close with.  ``player``: the id, which all in the room know; no name and no address."""
    return _told(FLOOD, "sends faster than is served", room, player)


def slow(room: str = "", player: str = "") -> int:
    """The code to close with a socket that does not take its frames."""
    return _told(TOO_SLOW, "does not read what it is sent", room, player)


def _told(code: int, why: str, room: str, player: str) -> int:
    who = f"player {player}" if player else "who only looks"
    logger.warning("socket closed (%d): %s; %s, %s", code, why, f"room {room}" if room else "lobby", who)
    return code
