"""The topology as Mermaid, drawn from the same subscriptions that are declared."""

from collections import Counter
from collections.abc import Iterable

from kombu import Exchange

from events.broker.topology import COMMANDS, DEAD, DEAD_LETTERS, EVENTS, Subscription, log_stream
from events.schema import DECLARATIONS


def mermaid(lines: Iterable[str]) -> str:
    """A flow chart in its fence, as Markdown wants it."""
    return "\n".join(["```mermaid", *chart(lines), "```"])


def chart(lines: Iterable[str]) -> list[str]:
    """A flow chart's own lines."""
    return ["flowchart LR", *lines]


def everything(queues: list[Subscription]) -> list[str]:
    """Lines of one chart with all that lies on the broker."""
    return [*flow(COMMANDS, queues), *flow(EVENTS, queues), log(), dead_letters()]


def hearing(queues: Iterable[Subscription]) -> list[str]:
    """How many types of another concern's events each concern listens to."""
    heard = Counter(
        (DECLARATIONS[key].owner, queue.concern)
        for queue in queues
        if queue.exchange is EVENTS
        for key in queue.keys
    )
    return [f"  {owner} -- {count} --> {concern}" for (owner, concern), count in sorted(heard.items())]


def flow(exchange: Exchange, queues: Iterable[Subscription]) -> list[str]:
    """From an exchange over its queues to the workers."""
    lines = []
    for queue in queues:
        if queue.exchange is exchange:
            worker = f"worker_{queue.concern}([worker {queue.concern}])"
            lines.append(f"  {_exchange(exchange)} -- {_label(queue)} --> {_queue(queue.queue)} --> {worker}")
    return lines


def log() -> str:
    """The stream for readers outside."""
    return (
        f"  {_exchange(EVENTS)} -- every type --> {_queue(log_stream().name)} --> outside([readers outside])"
    )


def dead_letters() -> str:
    """Where what nobody can handle ends."""
    return f"  queue[(any queue)] --> {_exchange(DEAD)} -- everything --> dead[({DEAD_LETTERS.name})]"


def _label(queue: Subscription) -> str:
    if queue.exchange is COMMANDS:
        return f'"{queue.keys[0]}"'
    return "1 type" if len(queue.keys) == 1 else f"{len(queue.keys)} types"


def _exchange(exchange: Exchange) -> str:
    return f"{exchange.name.replace('.', '_')}{{{{{exchange.name}}}}}"


def _queue(name: str) -> str:
    return f"{name.replace('.', '_')}[({name})]"
