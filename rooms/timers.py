"""What falls due in a room besides its seats: a host who stays away, a vote that nobody ends."""

from events.deadlines import Due
from events.messages.commands import EndKickVote, ReplaceHost, ReplaceIdleHost, StartShow
from events.models import Deadline
from rooms import hosting, shows
from rooms.rules import Room

VOTE_SECONDS = 30
IDLE_SECONDS = 120  # that everybody waits for a host who could start
VOTE = "kick-vote"


def timers(room: Room, now_ms: int, host_grace: float, pace: float = 1.0, version: int = 0) -> dict[str, Due]:
    """Purpose -> Due, of a room at this moment.  ``host_grace``: seconds; ``pace``: the server's factor;
    ``version``: the room's, for what begins anew whenever anything happens in it."""
    if room.closed:
        return {}
    wanted: dict[str, Due] = {}
    host = hosting.absent(room)
    if host:
        command = ReplaceHost(player=host.player, connection=host.connection)
        wanted[f"host:{host.player}:{host.connection}"] = Due(now_ms + int(host_grace * 1000), command)
    if idle := hosting.idle(room):
        waited = now_ms + IDLE_SECONDS * 1000
        wanted["idle"] = Due(waited, ReplaceIdleHost(player=idle.player), version)
    if shows.is_due(room):
        wanted["show"] = Due(now_ms + int(shows.PAUSE * pace * 1000), StartShow())
    if room.vote:
        due = Due(now_ms + VOTE_SECONDS * 1000, EndKickVote(number=room.vote.number), room.vote.number)
        wanted[VOTE] = due
    return wanted


def vote_ends(stream: str, room: Room) -> int | None:
    """Epoch milliseconds at which the open vote is over; None without one."""
    if room.vote is None:
        return None
    set_for = Deadline.objects.filter(stream=stream, purpose=VOTE, version=room.vote.number)
    due_at = set_for.values_list("due_at", flat=True).first()
    return int(due_at.timestamp() * 1000) if due_at else None
