"""The desk: what people of the staff have ordered and looked at.  No player, and no frame, is told of these.

They lie in a stream of their own, ``desk/<room>``, so that no table's and no room's sequence has a gap.
"""

from events.schema import Event, Kind, event


@event("desk.order_given", Kind.PEOPLE, version=2)
class OrderGiven(Event, frozen=True):
    """Its cause is the command that was sent; what came of it has the same correlation id."""

    order: str  # type of the command
    name: str  # what the desk calls it: "mute", "unmute"; "": not known
    minutes: int  # for how long; 0: without an end, or that is no question
    about: str  # player; "": it is about the room
    nickname: str  # the player's, when it was given; "": not known
    by: str  # name of the account
    reason: str
    before: dict[str, str]  # how it was; nothing secret


@event("desk.secrets_seen", Kind.PEOPLE)
class SecretsSeen(Event, frozen=True):
    """Somebody of the staff has opened word and roles of a table."""

    by: str
    reason: str
    phase: str  # of the game, when he looked
