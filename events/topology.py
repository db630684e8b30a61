"""Exchanges, queues and bindings, as values.  Declared from here and nowhere else.

    lie.commands (topic)  --<concern>.*-->  <concern>.commands
    lie.events   (topic)  --<type>------->  <concern>.<kind>    one queue per concern and kind
    lie.dead     (topic)  --#------------>  lie.dead            what no worker could take

A queue is bound to just the types that its concern reacts to, so the table of handlers
(registry) decides the bindings.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from kombu import Exchange, Queue, binding

from events.schema import DECLARATIONS

TASK = "lie.deliver"  # name of the Celery task that every message of ours is run by
COMMANDS = Exchange("lie.commands", type="topic", durable=True)
EVENTS = Exchange("lie.events", type="topic", durable=True)
DEAD = Exchange("lie.dead", type="topic", durable=True)

# Quorum: survives the loss of a node, counts deliveries.  The limit ends a poison message that kills
# its worker; it is high because RabbitMQ also counts for innocent messages prefetched behind one.
QUORUM: Mapping[str, Any] = {
    "x-queue-type": "quorum",
    "x-delivery-limit": 20,
    "x-dead-letter-exchange": DEAD.name,
    "x-dead-letter-strategy": "at-least-once",
    "x-overflow": "reject-publish",  # at-least-once dead-lettering asks for it; no length is set
}


@dataclass(frozen=True)
class Subscription:
    """One queue and what reaches it."""

    queue: str
    concern: str
    exchange: Exchange
    keys: tuple[str, ...]

    def as_queue(self) -> Queue:
        """For kombu and Celery."""
        bindings = [binding(self.exchange, routing_key=key) for key in self.keys]
        return Queue(
            self.queue, exchange=self.exchange, bindings=bindings, durable=True, queue_arguments=dict(QUORUM)
        )


def subscriptions(commands: Iterable[str], wanted: Mapping[str, Iterable[str]]) -> list[Subscription]:
    """All queues, from the concerns that own commands and the event types each concern wants."""
    owners = sorted(set(commands))
    result = [Subscription(f"{owner}.commands", owner, COMMANDS, (f"{owner}.*",)) for owner in owners]
    for concern, types in sorted(wanted.items()):
        by_kind: dict[str, list[str]] = {}
        for type in sorted(types):
            by_kind.setdefault(str(DECLARATIONS[type].kind), []).append(type)
        result += [
            Subscription(f"{concern}.{kind}", concern, EVENTS, tuple(keys))
            for kind, keys in sorted(by_kind.items())
        ]
    return result


DEAD_LETTERS = Queue(
    "lie.dead", exchange=DEAD, routing_key="#", durable=True, queue_arguments={"x-queue-type": "quorum"}
)


def declare(channel: Any, queues: Iterable[Subscription]) -> None:
    """Make everything on the broker; harmless when it is there.

    Raises amqp's PreconditionFailed when a queue exists with other arguments.
    """
    for exchange in (COMMANDS, EVENTS, DEAD):
        exchange(channel).declare()
    DEAD_LETTERS(channel).declare()
    for subscription in queues:
        subscription.as_queue()(channel).declare()
