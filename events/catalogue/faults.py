"""Patterns and faults: what several events mean, and what went wrong."""

from events.catalogue.terms import PlayerId
from events.schema import Event, Kind, event


@event("patterns.pattern_matched", Kind.PATTERN)
class PatternMatched(Event, frozen=True):
    """Several events together, or one that did not come, mean something (docs/patterns.md)."""

    pattern: str
    room: str  # "" when events of all rooms were looked at together
    key: str  # what the pattern keeps apart: a player, a pair, a subscriber; "" for the whole room
    players: list[PlayerId]  # whom it is about; none when it is about a service
    count: int  # events, or players, that were found
    within: float  # seconds, as the threshold stood
    started: int  # epoch milliseconds of the first event
    ended: int  # of the last one; of something that did not happen: the end of waiting
    public: bool  # may the room be told?  If not, it is for admins


@event("fault.handler_failed", Kind.FAULT)
class HandlerFailed(Event, frozen=True):
    """A subscriber could not handle a message this time; it will be tried again."""

    subscriber: str
    message: str  # id
    type: str
    attempt: int
    error: str  # class of the exception, never its text: that may hold a secret


@event("fault.event_parked", Kind.FAULT)
class EventParked(Event, frozen=True):
    """A subscriber gave up on a message; an admin decides."""

    subscriber: str
    message: str
    type: str
    error: str
