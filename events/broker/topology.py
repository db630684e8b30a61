"""Exchanges, queues and bindings, as values.  Declared from here and nowhere else.

    lie.commands (topic)  --<concern>.*-->  <concern>.commands
    lie.events   (topic)  --<type>------->  <concern>.<kind>    one queue per concern and kind
    lie.events   (topic)  --<type>------->  lie.log             a stream for readers outside; RabbitMQ only
    lie.dead     (topic)  --#------------>  lie.dead_letters    what no worker could take

A queue is bound to just the types that its concern reacts to, so the table of handlers
(registry) decides the bindings.

RabbitMQ never changes the arguments of a queue that is there.  So other arguments need another name: the
version in VERSIONS is part of it (``game.commands.v2``); docs/events.md says how to get from one to the next.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from weakref import WeakKeyDictionary

from kombu import Exchange, Queue, binding
from kombu.transport import virtual

from events.schema import DECLARATIONS


class StandingExchange(Exchange):
    """Declared where it is missing alone: so the right to make it is the clock's and nobody else's.

    RabbitMQ's rights go by names and know no kinds: who may make the exchange ``lie.events`` may make a
    queue of that name, too, bind everything to it, and read it, as he may bind from the exchange.
    """

    def declare(self, nowait: bool = False, passive: bool | None = None, channel: Any = None) -> None:
        asked: Any = channel or self.channel
        if is_embedded(asked) or not self._is_there(asked.connection):
            super().declare(nowait=nowait, passive=passive, channel=channel)

    def _is_there(self, connection: Any) -> bool:
        """Asked once on a connection: kombu declares the exchange again with each binding."""
        seen = _SEEN.setdefault(connection, set())
        if self.name not in seen:
            with connection.channel() as channel:  # which an answer of "no" closes
                try:
                    channel.exchange_declare(self.name, self.type, passive=True)
                except connection.channel_errors:
                    return False
            seen.add(self.name)
        return True


_SEEN: WeakKeyDictionary[Any, set[str]] = WeakKeyDictionary()  # connection -> exchanges that were there
_MAKES: WeakKeyDictionary[Any, bool] = WeakKeyDictionary()  # connection -> whether its user makes queues


class StandingQueue(Queue):
    """Made by who may make it; for everybody else it has to be there.

    RabbitMQ's right to declare a queue is the right to delete it, so where each kind of process has a user
    of its own only the clock's has it, and what is missing is made by ``prepare`` or by the clock.
    """

    def declare(self, nowait: bool = False, channel: Any = None) -> str:
        """Raises amqp's NotFound when it is missing and this user does not make queues."""
        asked: Any = channel or self.channel
        if is_embedded(asked) or self._is_ours_to_make(asked.connection):
            self.make(channel)
        else:
            asked.queue_declare(self.name, passive=True)
        return str(self.name)

    def make(self, channel: Any = None) -> None:
        """With its bindings.  Raises amqp's AccessRefused where another user has to do it."""
        super().declare(channel=channel)

    def _is_ours_to_make(self, connection: Any) -> bool:
        """Asked once on a connection, as RabbitMQ logs each refusal."""
        if connection not in _MAKES:
            with connection.channel() as channel:  # which a refusal closes
                try:
                    channel.queue_declare(
                        self.name, durable=True, auto_delete=False, arguments=self.queue_arguments
                    )
                    _MAKES[connection] = True
                except connection.channel_errors as error:
                    if error.reply_code != ACCESS_REFUSED:
                        raise
                    _MAKES[connection] = False
        return _MAKES[connection]


ACCESS_REFUSED = 403  # of AMQP
TASK = "lie.deliver"  # name of the Celery task that every message of ours is run by
COMMANDS = StandingExchange("lie.commands", type="topic", durable=True)
EVENTS = StandingExchange("lie.events", type="topic", durable=True)
DEAD = StandingExchange("lie.dead", type="topic", durable=True)
EXCHANGES = (COMMANDS, EVENTS, DEAD)

# Quorum: survives the loss of a node, counts deliveries.  The limit ends a poison message that kills
# its worker; it is high because RabbitMQ also counts for innocent messages prefetched behind one.
QUORUM: Mapping[str, Any] = {
    "x-queue-type": "quorum",
    "x-delivery-limit": 20,
    "x-dead-letter-exchange": DEAD.name,
    "x-dead-letter-strategy": "at-least-once",
    "x-overflow": "reject-publish",  # at-least-once dead-lettering asks for it; no length is set
}


DEAD_LETTERS_ARGUMENTS: Mapping[str, Any] = {"x-queue-type": "quorum"}

# Kept on the broker's disk whether read or not; what is older is in the log.  Retention drops whole
# segments, hence small ones.
STREAM: Mapping[str, Any] = {
    "x-queue-type": "stream",
    "x-max-age": "7D",
    "x-max-length-bytes": 2_000_000_000,
    "x-stream-max-segment-size-bytes": 50_000_000,
}

# Whoever changes one of these tables of arguments raises its version here; a test holds both together.
ARGUMENTS: Mapping[str, Mapping[str, Any]] = {
    "subscriber": QUORUM,
    "dead letters": DEAD_LETTERS_ARGUMENTS,
    "stream": STREAM,
}
VERSIONS: dict[str, int] = {"subscriber": 1, "dead letters": 1, "stream": 1}

FORMER: Mapping[str, str] = {"lie.dead": "lie.dead_letters"}  # base in releases before -> base now


def versioned(base: str, kind: str) -> str:
    """A queue's name: its base, and from the second version of its kind's arguments on ``.v2``, …"""
    version = VERSIONS[kind]
    return base if version == 1 else f"{base}.v{version}"


def base_of(name: str) -> str:
    """The name without its version, and as it is called now: what an old queue and its successor share."""
    base = re.sub(r"\.v[1-9][0-9]*$", "", name)
    return FORMER.get(base, base)


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
        return StandingQueue(
            self.queue, exchange=self.exchange, bindings=bindings, durable=True, queue_arguments=dict(QUORUM)
        )


def subscriptions(commands: Iterable[str], wanted: Mapping[str, Iterable[str]]) -> list[Subscription]:
    """All queues, from the concerns that own commands and the event types each concern wants."""
    owners = sorted(set(commands))
    result = [
        Subscription(versioned(f"{owner}.commands", "subscriber"), owner, COMMANDS, (f"{owner}.*",))
        for owner in owners
    ]
    for concern, types in sorted(wanted.items()):
        by_kind: dict[str, list[str]] = {}
        for type in sorted(types):
            by_kind.setdefault(str(DECLARATIONS[type].kind), []).append(type)
        result += [
            Subscription(versioned(f"{concern}.{kind}", "subscriber"), concern, EVENTS, tuple(keys))
            for kind, keys in sorted(by_kind.items())
        ]
    return result


DEAD_LETTERS = StandingQueue(
    versioned("lie.dead_letters", "dead letters"),  # not the exchange's name: who may bind may not read
    exchange=DEAD,
    routing_key="#",
    durable=True,
    queue_arguments=dict(DEAD_LETTERS_ARGUMENTS),
)


def log_stream() -> Queue:
    """The stream that any AMQP client may join at any place; no worker of ours consumes it.

    Bound to each event type there is, and not to "#": a message that is no event of ours still comes
    back to its publisher as unroutable.
    """
    types = [d.type for d in DECLARATIONS.values() if d.is_event]
    bindings = [binding(EVENTS, routing_key=type) for type in types]
    name = versioned("lie.log", "stream")
    return StandingQueue(name, bindings=bindings, durable=True, queue_arguments=dict(STREAM))


def declare(channel: Any, queues: Iterable[Subscription]) -> None:
    """Make everything on the broker; harmless when it is there.

    Raises amqp's PreconditionFailed when a queue exists with other arguments.
    """
    for exchange in EXCHANGES:
        exchange(channel).declare()
    for queue in all_queues(queues, embedded=is_embedded(channel)):
        queue(channel).declare()


def all_queues(queues: Iterable[Subscription], *, embedded: bool) -> list[Queue]:
    """Every queue there is to be; on Redis a stream would be a list that nobody ever empties."""
    stream = [] if embedded else [log_stream()]
    return [DEAD_LETTERS, *(subscription.as_queue() for subscription in queues), *stream]


def is_embedded(channel: Any) -> bool:
    """Whether this is kombu's own routing over Redis, and not a broker's."""
    return isinstance(channel, virtual.Channel)
