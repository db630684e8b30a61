"""docs/topology.md: exchanges, queues and who reads them, drawn from the tables that make them."""

from collections import Counter
from collections.abc import Iterable, Mapping

from kombu import Exchange

from events import registry
from events.schema import DECLARATIONS
from events.topology import COMMANDS, DEAD, DEAD_LETTERS, EVENTS, QUORUM, STREAM, Subscription, log_stream
from lie_project.documents import limits


def text() -> str:
    """The page, without its heading note."""
    queues = registry.all_subscriptions()
    parts = [
        "# Topology",
        "What lies on the broker. The bindings follow from the concerns' tables of handlers; fields and "
        "handlers of each message are in [catalogue.md](catalogue.md).",
        "## Who hears whom\n\nThe number of event types that one concern listens to of another.",
        _mermaid(_hearing(queues)),
        "## Commands\n\nEach goes to its one owner.",
        _mermaid(_flow(COMMANDS, queues)),
        "## Events\n\nEach goes to every queue that is bound to its type; a concern has one queue for each "
        "kind of event it listens to, so that a storm of one kind holds up no other.",
        _mermaid([*_flow(EVENTS, queues), _log()]),
        "## Queues",
        _table(queues),
        f"Arguments of each: {_arguments(QUORUM)}.",
        f"Beside them, on RabbitMQ alone, the stream `{log_stream().name}`: bound to every event type, for "
        f"any AMQP client to join at any place. Its arguments: {_arguments(STREAM)}.",
        "## What cannot be handled",
        _mermaid(
            [f"  queue[(any queue)] --> {_exchange(DEAD)} -- everything --> dead[({DEAD_LETTERS.name})]"]
        ),
        f"- {limits.of_events()}\n- {limits.of_commands()}\n- {limits.of_deliveries()}",
    ]
    return "\n\n".join(parts) + "\n"


def _mermaid(lines: Iterable[str]) -> str:
    return "\n".join(["```mermaid", "flowchart LR", *lines, "```"])


def _hearing(queues: Iterable[Subscription]) -> list[str]:
    heard = Counter(
        (DECLARATIONS[key].owner, queue.concern)
        for queue in queues
        if queue.exchange is EVENTS
        for key in queue.keys
    )
    return [f"  {owner} -- {count} --> {concern}" for (owner, concern), count in sorted(heard.items())]


def _flow(exchange: Exchange, queues: Iterable[Subscription]) -> list[str]:
    lines = []
    for queue in queues:
        if queue.exchange is exchange:
            node = queue.queue.replace(".", "_")
            worker = f"worker_{queue.concern}([worker {queue.concern}])"
            lines.append(
                f"  {_exchange(exchange)} -- {_label(queue)} --> {node}[({queue.queue})] --> {worker}"
            )
    return lines


def _log() -> str:
    name = log_stream().name
    stream = f"{name.replace('.', '_')}[({name})] --> outside([readers outside])"
    return f"  {_exchange(EVENTS)} -- every type --> {stream}"


def _arguments(arguments: Mapping[str, object]) -> str:
    return ", ".join(f"`{name}: {value}`" for name, value in sorted(arguments.items()))


def _label(queue: Subscription) -> str:
    if queue.exchange is COMMANDS:
        return f'"{queue.keys[0]}"'
    return "1 type" if len(queue.keys) == 1 else f"{len(queue.keys)} types"


def _exchange(exchange: Exchange) -> str:
    return f"{exchange.name.replace('.', '_')}{{{{{exchange.name}}}}}"


def _table(queues: Iterable[Subscription]) -> str:
    rows = [
        f"| `{queue.queue}` | `{queue.exchange.name}` | {' '.join(f'`{key}`' for key in queue.keys)} |"
        for queue in queues
    ]
    return "\n".join(["| queue | exchange | routing keys |", "|---|---|---|", *rows])
