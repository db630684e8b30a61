"""``topology apply``: make a broker what we want, and lose nothing by it.

What is missing is declared.  A queue of ours that no release wants any more goes when nobody consumes it:
after its messages have moved to its successor (same name, other version), or when it has none.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from kombu import Connection

from events.broker.drift import Binding, Drift, Live, What, compare, wanted_queues
from events.broker.observe import TIMEOUT, observe, opened
from events.broker.topology import EXCHANGES, StandingQueue, Subscription, all_queues, base_of, is_embedded

STREAM = "lie.log"  # readers outside may be anywhere in it, and it is never empty


@dataclass
class Report:
    """Sentences: what was done, and what is left for a person."""

    done: list[str] = field(default_factory=list)
    left: list[str] = field(default_factory=list)


def mend(
    connection: Connection,
    subscriptions: list[Subscription],
    concerns: Iterable[str],
    *,
    api: str,
    data: Path,
    drop: bool = False,
) -> Report:
    """Bring the broker level.  ``drop`` deletes unwanted queues with what is in them and who consumes them.

    Raises observe.CannotObserve, or the connection's errors; what was done until then stays done.
    """
    with opened(connection) as channel:
        embedded = is_embedded(channel)
    wanted = wanted_queues(subscriptions, embedded=embedded)
    concerns = list(concerns)
    live = observe(connection, wanted, concerns, api=api, data=data)
    by_base = {base_of(queue.name): queue.name for queue in wanted}
    bindings = frozenset(binding for queue in wanted for binding in queue.bindings)
    work = _Mending(connection, live, embedded, drop, by_base, bindings)
    drifts = compare(wanted, live, concerns)
    for drift in _of(drifts, What.OTHER_ARGUMENTS):
        work.retire(drift.name)
    work.declare(subscriptions, _of(drifts, What.MISSING_QUEUE, What.MISSING_BINDING, What.MISSING_EXCHANGE))
    for drift in _of(drifts, What.EXTRA_BINDING):
        work.unbind(drift)
    for drift in _of(drifts, What.EXTRA_QUEUE):
        work.retire(drift.name)
    return work.report


def _of(drifts: list[Drift], *kinds: What) -> list[Drift]:
    return [drift for drift in drifts if drift.what in kinds]


@dataclass
class _Mending:
    connection: Connection
    live: Live
    embedded: bool
    drop: bool
    by_base: dict[str, str]  # base -> name wanted now
    bindings: frozenset[Binding]  # wanted
    report: Report = field(default_factory=Report)

    def declare(self, subscriptions: list[Subscription], missing: list[Drift]) -> None:
        """Everything, one by one: what cannot be declared holds up nothing else."""
        entities: list[Any] = [*EXCHANGES, *all_queues(subscriptions, embedded=self.embedded)]
        for entity in entities:
            try:
                with opened(self.connection) as channel:
                    bound = entity(channel)
                    (bound.make if isinstance(bound, StandingQueue) else bound.declare)()
            except self.connection.channel_errors as error:
                self.report.left.append(f"{entity.name} cannot be declared: {error}")
        self.report.done += [f"declared {drift}" for drift in missing]

    def unbind(self, drift: Drift) -> None:
        assert drift.binding
        self._unbind(drift.binding)
        self.report.done.append(f"removed {drift}")

    def retire(self, name: str) -> None:
        """Delete a queue whose name or arguments nobody wants, if it holds nothing that could be lost."""
        messages, consumers = self._load(name)
        if consumers and not self.drop:
            self._leave(name, f"{consumers} workers consume it: stop that release, then apply again")
            return
        successor = self.by_base.get(base_of(name))
        if successor != name:  # nothing new may come while its last messages go
            self._unbind_all(name, successor)
        if base_of(name) == STREAM and not self.drop:
            self._leave(name, "a stream, maybe with readers outside: delete it with --drop")
        elif messages and successor not in (None, name):
            moved = self._move(name, str(successor))
            self.report.done.append(f"moved {moved} messages from {name} to {successor}")
            self._delete(name, 0)
        elif messages and not self.drop:
            self._leave(name, f"{messages} messages that nobody will handle: delete them with --drop")
        else:
            self._delete(name, messages)

    def _unbind_all(self, name: str, successor: str | None) -> None:
        """Where bindings cannot be seen, those of the successor are the likely ones."""
        ours = {exchange.name for exchange in EXCHANGES}
        for exchange, key, queue in self.bindings if self.live.bindings is None else self.live.bindings:
            if exchange in ours and queue in (name, successor if self.live.bindings is None else name):
                self._unbind((exchange, key, name))

    def _leave(self, name: str, why: str) -> None:
        self.report.left.append(f"{name} stays: {why}")

    def _delete(self, name: str, messages: int) -> None:
        with opened(self.connection) as channel:
            if self.embedded:
                channel.client.delete(name)
            else:  # RabbitMQ has no if_empty for quorum queues: hence the question just before
                channel.queue_delete(name)
        self.report.done.append(f"deleted queue {name} with {messages} messages")

    def _load(self, name: str) -> tuple[int, int]:
        """(messages, consumers) at this moment; Redis knows no consumers."""
        with opened(self.connection) as channel:
            if self.embedded:
                return channel._size(name), 0
            asked = channel.queue_declare(name, passive=True)
            return asked.message_count, asked.consumer_count

    def _unbind(self, binding: Binding) -> None:
        exchange, key, queue = binding
        with opened(self.connection) as channel:
            if self.embedded:
                _unbind_redis(channel, exchange, key, queue)
            else:
                channel.queue_unbind(queue, exchange, key)

    def _move(self, old: str, new: str) -> int:
        with opened(self.connection) as channel:
            return (_move_redis if self.embedded else _move_amqp)(channel, old, new)


def _move_amqp(channel: Any, old: str, new: str) -> int:
    """Each is taken off the old queue when the new one has it: twice at worst, which the inbox bears."""
    moved = 0
    while message := channel.basic_get(old):
        channel.basic_publish_confirm(message, exchange="", routing_key=new, confirm_timeout=TIMEOUT)
        channel.basic_ack(message.delivery_tag)
        moved += 1
    return moved


def _move_redis(channel: Any, old: str, new: str) -> int:
    moved = 0
    while channel.client.rpoplpush(old, new):
        moved += 1
    return moved


def _unbind_redis(channel: Any, exchange: str, key: str, queue: str) -> None:
    """kombu's own unbinding only forgets the binding in this process."""
    for row in channel.get_table(exchange):
        if (row[0], row[2]) == (key, queue):
            member = channel.sep.join(row)
            for keys in (channel.keyprefix_queue, channel.keyprefix_binding_permanent):
                channel.client.srem(keys % exchange, member)
