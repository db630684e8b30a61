"""How a broker differs from the topology we want.  Pure: what the broker has comes as a value (observe)."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from events.broker.topology import EXCHANGES, Subscription, all_queues, base_of
from events.schema import Kind

Binding = tuple[str, str, str]  # exchange, routing key, queue


@dataclass(frozen=True)
class Wanted:
    """A queue as it has to be.  ``consumed``: by a worker of ours."""

    name: str
    arguments: Mapping[str, Any]
    bindings: frozenset[Binding]
    consumed: bool


@dataclass(frozen=True)
class Seen:
    """A queue as the broker has it; None is what the source of knowledge does not tell.

    ``refused`` is the broker's own sentence on why it would not declare the queue as we want it."""

    messages: int | None = None
    consumers: int | None = None
    arguments: Mapping[str, Any] | None = None
    refused: str = ""


@dataclass(frozen=True)
class Live:
    """What a broker has.  ``unknown`` has a sentence for each thing that could not be found out."""

    exchanges: Mapping[str, str]  # name -> type
    queues: Mapping[str, Seen]
    bindings: frozenset[Binding] | None
    unknown: tuple[str, ...] = ()


class What(StrEnum):
    """The kinds of drift, as they are printed."""

    MISSING_EXCHANGE = "missing exchange"
    OTHER_EXCHANGE = "other type of exchange"
    MISSING_QUEUE = "missing queue"
    MISSING_BINDING = "missing binding"
    OTHER_ARGUMENTS = "other arguments"
    EXTRA_QUEUE = "extra queue"
    EXTRA_BINDING = "extra binding"
    NOT_CONSUMED = "not consumed"


MISSING = (What.MISSING_EXCHANGE, What.MISSING_QUEUE, What.MISSING_BINDING)


@dataclass(frozen=True)
class Drift:
    """One difference.  ``name`` is the queue's or exchange's; ``binding`` is set for bindings alone."""

    what: What
    name: str
    detail: str = ""
    binding: Binding | None = field(default=None)

    def __str__(self) -> str:
        return f"{self.what}: {self.name}" + (f" ({self.detail})" if self.detail else "")


def wanted_queues(subscriptions: Iterable[Subscription], *, embedded: bool) -> list[Wanted]:
    """Every queue with its arguments and bindings; Redis knows no arguments."""
    subscriptions = list(subscriptions)
    consumed = {subscription.queue for subscription in subscriptions}
    return [
        Wanted(
            queue.name,
            {} if embedded else dict(queue.queue_arguments or {}),
            frozenset(_bindings(queue)),
            queue.name in consumed,
        )
        for queue in all_queues(subscriptions, embedded=embedded)
    ]


def _bindings(queue: Any) -> Iterator[Binding]:
    for bound in queue.bindings:
        yield bound.exchange.name, bound.routing_key, queue.name
    if queue.exchange:
        yield queue.exchange.name, queue.routing_key, queue.name


def is_ours(name: str, concerns: Iterable[str]) -> bool:
    """Whether a queue of this name could only be ours, of whatever release: never touch another."""
    owner, _, kind = base_of(name).partition(".")
    if owner == "lie":
        return kind in ("dead_letters", "log")
    return owner in set(concerns) and kind in KINDS


KINDS = ("commands", *map(str, Kind))


def compare(wanted: Iterable[Wanted], live: Live, concerns: Iterable[str]) -> list[Drift]:
    """All differences; [] when the broker has what we want."""
    wanted, concerns = list(wanted), list(concerns)
    names = {queue.name for queue in wanted}
    extra = sorted(name for name in live.queues if name not in names and is_ours(name, concerns))
    return [
        *_of_exchanges(live),
        *(drift for queue in wanted for drift in _of_queue(queue, live.queues.get(queue.name))),
        *_of_bindings(wanted, live),
        *(Drift(What.EXTRA_QUEUE, name, _load(live.queues[name])) for name in extra),
    ]


def _of_exchanges(live: Live) -> Iterator[Drift]:
    for exchange in EXCHANGES:
        type = live.exchanges.get(exchange.name)
        if type is None:
            yield Drift(What.MISSING_EXCHANGE, exchange.name)
        elif type != exchange.type:
            yield Drift(What.OTHER_EXCHANGE, exchange.name, f"{type}, wanted {exchange.type}")


def _of_queue(queue: Wanted, seen: Seen | None) -> Iterator[Drift]:
    if seen is None:
        yield Drift(What.MISSING_QUEUE, queue.name)
        return
    if seen.refused:
        yield Drift(What.OTHER_ARGUMENTS, queue.name, seen.refused)
    elif seen.arguments is not None and dict(seen.arguments) != dict(queue.arguments):
        yield Drift(What.OTHER_ARGUMENTS, queue.name, _changes(seen.arguments, queue.arguments))
    if queue.consumed and seen.consumers == 0:
        yield Drift(What.NOT_CONSUMED, queue.name, _load(seen))


def _of_bindings(wanted: list[Wanted], live: Live) -> Iterator[Drift]:
    if live.bindings is None:
        return
    names, ours = {queue.name for queue in wanted}, {exchange.name for exchange in EXCHANGES}
    needed = {binding for queue in wanted for binding in queue.bindings}
    for binding in sorted(needed - live.bindings):
        if binding[2] in live.queues:  # a queue that is missing lacks all of them, which need not be said
            yield _binding(What.MISSING_BINDING, binding)
    for binding in sorted(live.bindings - needed):
        if binding[0] in ours and binding[2] in names:
            yield _binding(What.EXTRA_BINDING, binding)


def _binding(what: What, binding: Binding) -> Drift:
    exchange, key, queue = binding
    return Drift(what, queue, f"{exchange}, key {key}", binding)


def _changes(live: Mapping[str, Any], wanted: Mapping[str, Any]) -> str:
    names = sorted(name for name in {*live, *wanted} if live.get(name) != wanted.get(name))
    return "; ".join(f"{name} is {live.get(name)}, wanted {wanted.get(name)}" for name in names)


def _load(seen: Seen) -> str:
    parts = [f"{seen.messages} messages"] if seen.messages is not None else []
    return ", ".join(parts + ([f"{seen.consumers} consumers"] if seen.consumers is not None else []))
