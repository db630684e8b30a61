"""One step of an aggregate: load, decide, append, fold.  The shape of every service that has rules."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import reduce
from typing import Generic, TypeVar

import msgspec

from events.log import store
from events.log.snapshots import Aggregate
from events.messages.frames import Happening
from events.messages.refusal import Refusal
from events.schema import Event, declaration_of
from events.work import UnitOfWork

S = TypeVar("S")


@dataclass(frozen=True)
class Change(Generic[S]):
    """What a step has done to the state: sequences ``first`` to ``last``; none when first > last."""

    before: S
    after: S
    first: int
    last: int
    events: Sequence[Event]

    @property
    def happened(self) -> bool:
        return bool(self.events)


def step(
    work: UnitOfWork, aggregate: Aggregate[S], decide: Callable[[S], Sequence[Event] | Refusal]
) -> Change[S] | Refusal:
    """Let ``decide`` answer the room's present state and append what it says.

    Raises store.Conflict when another process was faster.
    """
    before, version = aggregate.load(work.room)
    events = decide(before)
    if isinstance(events, Refusal):
        return events
    if not events:
        return Change(before, before, version + 1, version, events)
    after = reduce(aggregate.apply, events, before)
    last = work.append(aggregate.stream(work.room), events, expected=version)
    work.keep(aggregate.snapshot(work.room, after, last))
    return Change(before, after, version + 1, last, events)


def happenings(events: Sequence[Event]) -> list[Happening]:
    """The events as browsers may see them: without sealed fields."""
    return [Happening(declaration_of(event).type, msgspec.Raw(store.split(event)[0])) for event in events]
