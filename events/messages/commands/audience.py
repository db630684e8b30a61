"""Wishes of those who watch."""

from events.messages.commands.rooms import JoinRoom
from events.messages.commands.terms import Line, PlayerId
from events.schema import Command, command


@command("rooms.watch_room")
class WatchRoom(JoinRoom, frozen=True):
    """A socket has opened to watch.  Everything that the door asks of a player it asks of a spectator."""


@command("rooms.ask_for_seat", from_player=True)
class AskForSeat(Command, frozen=True):
    """A spectator wants a seat, or does no longer."""

    wanted: bool


@command("rooms.allow_watching", from_player=True)
class AllowWatching(Command, frozen=True):
    allowed: bool


@command("rooms.allow_late_sight", from_player=True)
class AllowLateSight(Command, frozen=True):
    """The host lets spectators see everything, a minute late."""

    allowed: bool


@command("rooms.predict_liar", from_player=True)
class PredictLiar(Command, frozen=True):
    """A spectator says whom he takes for the liar."""

    target: PlayerId
    round: int  # that it is meant for: a late one must not count in the next


@command("rooms.call_out", from_player=True)
class CallOut(Command, frozen=True):
    """A spectator says something to the others in the stands."""

    text: Line


@command("rooms.show_stands", from_player=True)
class ShowStands(Command, frozen=True):
    pass
