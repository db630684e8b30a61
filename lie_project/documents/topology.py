"""docs/topology.md: exchanges, queues and who reads them, drawn from the tables that make them."""

from collections.abc import Iterable, Mapping

from events import registry
from events.broker.diagram import dead_letters, flow, hearing, log, mermaid
from events.broker.topology import ARGUMENTS, COMMANDS, EVENTS, VERSIONS, Subscription, log_stream
from lie_project.documents import limits


def text() -> str:
    """The page, without its heading note."""
    queues = registry.all_subscriptions()
    parts = [
        "# Topology",
        "What lies on the broker. The bindings follow from the concerns' tables of handlers; fields and "
        "handlers of each message are in [catalogue.md](catalogue.md). `bin/manage topology check` compares "
        "a live broker with this page, `topology apply` mends it, `topology diagram` draws all at once.",
        "## Who hears whom\n\nThe number of event types that one concern listens to of another.",
        mermaid(hearing(queues)),
        "## Commands\n\nEach goes to its one owner.",
        mermaid(flow(COMMANDS, queues)),
        "## Events\n\nEach goes to every queue that is bound to its type; a concern has one queue for each "
        "kind of event it listens to, so that a storm of one kind holds up no other.",
        mermaid([*flow(EVENTS, queues), log()]),
        "## Queues",
        _table(queues),
        f"Beside them, on RabbitMQ alone, the stream `{log_stream().name}`: bound to every event type, for "
        "any AMQP client to join at any place.",
        "## Versions\n\nRabbitMQ never changes the arguments of a queue that is there, so other arguments "
        "are another queue: from the second version on it is part of the name (`game.commands.v2`). How to "
        "get from one to the next: [events.md](events.md#the-broker).",
        _versions(),
        "## What cannot be handled",
        mermaid([dead_letters()]),
        f"- {limits.of_events()}\n- {limits.of_commands()}\n- {limits.of_deliveries()}",
    ]
    return "\n\n".join(parts) + "\n"


def _arguments(arguments: Mapping[str, object]) -> str:
    return ", ".join(f"`{name}: {value}`" for name, value in sorted(arguments.items()))


def _versions() -> str:
    rows = [f"| {kind} | {VERSIONS[kind]} | {_arguments(ARGUMENTS[kind])} |" for kind in ARGUMENTS]
    return "\n".join(["| queues | version | arguments |", "|---|---|---|", *rows])


def _table(queues: Iterable[Subscription]) -> str:
    rows = [
        f"| `{queue.queue}` | `{queue.exchange.name}` | {' '.join(f'`{key}`' for key in queue.keys)} |"
        for queue in queues
    ]
    return "\n".join(["| queue | exchange | routing keys |", "|---|---|---|", *rows])
