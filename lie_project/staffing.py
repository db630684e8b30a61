"""Is a concern short of workers?  Pure: what was seen comes as values, the answer is a sentence.

More workers help when messages wait that no worker has.  They do not help a stream that waits for a retry or
for an admin, and not a worker that is itself waiting: then nothing lies in the queues.
"""

from collections.abc import Sequence
from dataclasses import dataclass

SOON = 2.0  # seconds in which what waits should have been handled
LATE = 0.25  # seconds from commit to handled: more feels slow to a player
SEEN = 20  # events of which 95 % begins to mean something: of fewer it is what the slowest one took
BUSY, IDLE = 0.8, 0.1  # shares of the beats that showed a worker at work


@dataclass(frozen=True)
class Load:
    """One concern over a few seconds.  ``waiting`` and ``before``: messages in its queues, now and when the
    look began; ``rate``: messages handled a second by all; ``busy``: share of looks at which a worker was
    at work; ``lag``: seconds from commit to handled that 95 % did not exceed.  None: not known."""

    workers: int
    waiting: int | None
    before: int | None
    rate: float
    busy: float
    lag: float | None
    seen: int  # messages handled meanwhile: on so many rests what is said of the lag


def advice(load: Load) -> str:
    """What to do and why, in one sentence."""
    if not load.workers:
        return "start one: nobody serves it"
    if load.waiting is None or load.before is None:
        return "not known: the broker does not say what waits"
    if load.waiting > max(load.before, SOON * load.rate) and load.waiting > load.workers:
        return f"add one: {load.waiting} wait, {load.before} did before, and {load.rate:.0f}/s are handled"
    if load.rate and load.waiting > SOON * load.rate:
        return f"wait: {load.waiting} are left and get fewer, {load.waiting / load.rate:.0f} s to go"
    if load.lag is not None and load.lag > LATE and load.seen < SEEN:
        return f"not enough seen yet: {load.seen} events, and {SEEN} say how late they are; look again"
    if load.busy >= BUSY and load.lag is not None and load.lag > LATE:
        return f"add one: at work in {load.busy:.0%} of the looks, and events take up to {load.lag:g} s"
    if load.lag is not None and load.lag > LATE:
        return "more would not help: nothing waits in its queues; look at retries, locks and the database"
    if load.workers > 1 and load.busy < IDLE:
        return "one fewer would do: they are idle"
    return "enough"


def share(busy: Sequence[bool]) -> float:
    """Of the looks that showed work; 0 for none."""
    return sum(busy) / len(busy) if busy else 0.0
