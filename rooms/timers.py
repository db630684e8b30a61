"""What falls due in a room besides its seats: a host who stays away, a vote that nobody ends."""

from events.deadlines import Due
from events.messages.commands import EndKickVote, ReplaceHost
from rooms import hosting
from rooms.rules import Room

VOTE_SECONDS = 30


def timers(room: Room, now_ms: int, host_grace: float) -> dict[str, Due]:
    """Purpose -> Due, of a room at this moment.  ``host_grace``: seconds."""
    if room.closed:
        return {}
    wanted: dict[str, Due] = {}
    host = hosting.absent(room)
    if host:
        command = ReplaceHost(player=host.player, connection=host.connection)
        wanted[f"host:{host.player}:{host.connection}"] = Due(now_ms + int(host_grace * 1000), command)
    if room.vote:
        due = Due(now_ms + VOTE_SECONDS * 1000, EndKickVote(number=room.vote.number), room.vote.number)
        wanted["kick-vote"] = due
    return wanted
