"""What one message does, as one unit: rows in one transaction, frames and events after it."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime

from django.db import transaction

from events import live
from events.broker import publisher
from events.log import snapshots, store, writing
from events.messages.envelope import Envelope, frame_id
from events.models import StoredEvent
from events.schema import Event


@dataclass
class UnitOfWork:
    """Handed to every handler.  ``cause`` is the message being handled."""

    cause: Envelope
    now: datetime = field(default_factory=lambda: datetime.now(UTC))
    stored: list[StoredEvent] = field(default_factory=list)
    pushes: list[live.Push] = field(default_factory=list)
    states: list[snapshots.Snapshot] = field(default_factory=list)
    later: list[Callable[[], None]] = field(default_factory=list)

    @property
    def room(self) -> str:
        return self.cause.partitionkey

    @property
    def actor(self) -> str:
        return self.cause.actor

    @property
    def frame_id(self) -> str | None:
        """Id of the browser's frame that is being handled; None for anything else."""
        return frame_id(self.cause)

    @property
    def now_ms(self) -> int:
        """Epoch milliseconds."""
        return int(self.now.timestamp() * 1000)

    def append(self, stream: str, events: Sequence[Event], *, expected: int) -> int:
        """Append to the log; returns the stream's new head.

        Raises store.Conflict, here or at the end of the unit: the rows are inserted with others, and have
        positions then (or after store.insert_now)."""
        rows = store.append(stream, events, expected=expected, cause=self.cause, now=self.now)
        self.stored += rows
        return expected + len(rows)

    def push(self, push: live.Push) -> None:
        """Send a frame once the transaction has committed."""
        self.pushes.append(push)

    def keep(self, snapshot: snapshots.Snapshot) -> None:
        """Keep a state for who loads it next, once the transaction has committed."""
        self.states.append(snapshot)

    def after_commit(self, action: Callable[[], None]) -> None:
        """Do something that can be lost (a cache) once the transaction has committed."""
        self.later.append(action)


@contextmanager
def unit_of_work(cause: Envelope) -> Iterator[UnitOfWork]:
    """Commit what the block does, then tell browsers and broker.

    An exception rolls all of it back and nothing goes out.  What the broker does not confirm stays
    unpublished in the log, and the relay sends it later.
    """
    with units_of_work() as works:
        works.append(
            UnitOfWork(cause)
        )  # its time is taken inside: waiting for SQLite's lock is not part of it
        yield works[0]


@contextmanager
def units_of_work() -> Iterator[list[UnitOfWork]]:
    """The same for several messages in one transaction: the block appends a unit for each."""
    works: list[UnitOfWork] = []
    with transaction.atomic(), writing.held_back():
        yield works
    if pushes := [push for work in works for push in work.pushes]:
        live.send(pushes)
    if states := [state for work in works for state in work.states]:
        snapshots.keep(states)
    for work in works:
        for action in work.later:
            action()
    if stored := [row for work in works for row in work.stored]:
        publisher.publish_stored(stored)
