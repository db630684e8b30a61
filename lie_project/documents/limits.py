"""How often a message is tried and what becomes of it then, from the constants that decide it."""

from typing import Any

from events.broker import topology
from events.delivery import failures, handling


def retries() -> dict[str, Any]:
    """The numbers, for programs."""
    return {
        "triesAtOnce": handling.TRIES,
        "pausesInSeconds": list(failures.PAUSES),
        "afterwards": "parked",
        "deliveryLimit": topology.QUORUM["x-delivery-limit"],
        "deadLetterQueue": topology.DEAD_LETTERS.name,
    }


def of_events() -> str:
    """What happens to an event that a subscriber cannot handle."""
    *first, last = map(str, failures.PAUSES)
    return (
        f"An event that its handler fails on is tried {handling.TRIES} times at once, and again after "
        f"{', '.join(first)} and {last} s; then it is parked for an admin. Meanwhile its stream waits for "
        "this subscriber, and nothing else does. A version newer than the reader knows is parked at once."
    )


def of_commands() -> str:
    """What happens to a command that its owner cannot handle."""
    return (
        f"A command that its handler fails on is tried {handling.TRIES} times and then lies with the dead "
        "letters; its sender, who gets no answer, sends it again under the same id."
    )


def of_deliveries() -> str:
    """What happens to a message that no worker survives or can read."""
    return (
        f"A message that comes back unhandled more than {topology.QUORUM['x-delivery-limit']} times (it "
        f"kills its worker), or that is none of ours, goes to the queue `{topology.DEAD_LETTERS.name}`."
    )
