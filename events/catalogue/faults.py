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


@event("fault.command_failed", Kind.FAULT)
class CommandFailed(Event, frozen=True):
    """A command failed all its tries: nothing was changed, it lies with the dead letters, its sender is
    told.  Told once for a command, however often it comes again."""

    subscriber: str
    message: str  # id
    type: str
    error: str


@event("fault.message_rejected", Kind.FAULT)
class MessageRejected(Event, frozen=True):
    """Something in a queue is no message of ours, or not for this concern; it lies with the dead letters.

    Of a run of them with one error each process tells the first in a minute.
    """

    subscriber: str
    error: str


@event("fault.service_failed", Kind.FAULT)
class ServiceFailed(Event, frozen=True):
    """A service failed at something that no message asked for; it goes on without it."""

    where: str  # "clock.patterns"
    what: str  # what it was about: a room's code, a name; never its content
    error: str


@event("fault.incident_raised", Kind.FAULT)
class IncidentRaised(Event, frozen=True):
    """Something is out of order until ``incident_cleared`` says so.  Kinds: events.faults.conditions."""

    kind: str
    subject: str  # which concern, subscriber, type or room; "" where the kind says all
    since: int  # epoch milliseconds
    detail: str  # for admins


@event("fault.incident_cleared", Kind.FAULT)
class IncidentCleared(Event, frozen=True):
    """It is in order again, and has been for some seconds."""

    kind: str
    subject: str
    since: int  # as in the incident_raised that was the cause
    count: int  # how often it came back before it stayed away
