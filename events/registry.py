"""Who reacts to what: the tables of all concerns, installed once by lie_project.wiring."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from events.broker.topology import COMMANDS, Subscription, subscriptions
from events.messages.refusal import Refusal
from events.schema import Command, Event, declaration_of
from events.work import UnitOfWork

CommandHandler = Callable[[UnitOfWork, Any], Refusal | None]
EventHandler = Callable[[UnitOfWork, Any], None]
EventTable = Mapping[type[Event], tuple[EventHandler, ...]]
CommandTable = Mapping[type[Command], CommandHandler]


@dataclass(frozen=True)
class Concern:
    """One concern's two tables, and what it may send to browsers."""

    name: str
    commands: CommandTable = field(default_factory=dict)
    events: EventTable = field(default_factory=dict)

    def wants(self) -> frozenset[str]:
        """Types of the events it reacts to."""
        return frozenset(declaration_of(event).type for event in self.events)


_concerns: dict[str, Concern] = {}


def install(concerns: list[Concern]) -> None:
    """Set the tables.  Raises ValueError when a command lies in another concern's table."""
    for concern in concerns:
        strangers = [c for c in concern.commands if declaration_of(c).owner != concern.name]
        if strangers:
            raise ValueError(f"{concern.name} does not own {strangers}")
    _concerns.clear()
    _concerns.update({concern.name: concern for concern in concerns})


def concern(name: str) -> Concern:
    return _concerns[name]


def concerns() -> list[Concern]:
    return list(_concerns.values())


def all_subscriptions() -> list[Subscription]:
    """Every queue of the system."""
    return subscriptions(
        (c.name for c in concerns() if c.commands), {c.name: c.wants() for c in concerns() if c.events}
    )


def queues_of(name: str) -> list[str]:
    """Names of the queues that a worker of this concern consumes."""
    return [s.queue for s in all_subscriptions() if s.concern == name]


def command_queue(name: str) -> str:
    """The queue by which commands reach their owner."""
    return next(s.queue for s in all_subscriptions() if s.concern == name and s.exchange is COMMANDS)


class Unsubscribed(LookupError):
    """No queue brings events of this type to this concern: not in this release."""


def queue_for(name: str, type: str) -> str:
    """The queue by which events of this type reach this concern.  Raises Unsubscribed."""
    for subscription in all_subscriptions():
        if subscription.concern == name and type in subscription.keys:
            return subscription.queue
    raise Unsubscribed(f"{name} does not subscribe to {type}")
