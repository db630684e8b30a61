"""Projections: tables for reading, written by a function of the log and of nothing else.

*Reactors* (handlers and services) decide, once: they append events, push frames, set deadlines.  *Projectors*
turn what has happened into rows, as often as one likes: with the append and in its transaction, so that
whoever reads next finds them, and from the beginning when a table is made anew (rebuilding).  A projector
is given tables and events and nothing it could tell anybody with, so a rebuild has no side effects.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol, TypeVar

from django.db.models import Manager, Model

from events.log import store
from events.messages.envelope import stream_of
from events.schema import Event
from events.work import UnitOfWork

M = TypeVar("M", bound=Model)


@dataclass(frozen=True)
class Fact:
    """An event in its place.  ``position`` is unique in the log, so it does for the key of a row."""

    sequence: int
    position: int
    time: datetime
    event: Event


class Tables(Protocol):
    """Which tables to write: those that are read, or their shadows."""

    def __call__(self, model: type[M], /) -> Manager[M]: ...


def live(model: type[M], /) -> Manager[M]:
    """The tables that are read."""
    return model._default_manager


Projector = Callable[[Tables, str, Sequence[Fact], Any], None]


def _no_state(state: Any, event: Event) -> Any:
    return state


@dataclass(frozen=True)
class Projection:
    """Tables that follow the streams of one concern.

    ``tables``: model -> the column that holds the room's code; parents before their children.  The first
    has one row a room and in ``version`` the sequence of the last event that is in it.
    ``project``: (tables, room, the next facts in order, state after them).  ``empty`` and ``apply`` fold
    that state; without them it is None.
    """

    name: str
    concern: str
    tables: Mapping[type[Model], str]
    project: Projector
    empty: Any = None
    apply: Callable[[Any, Event], Any] = _no_state

    @property
    def root(self) -> type[Model]:
        return next(iter(self.tables))

    @property
    def folds(self) -> bool:
        return self.empty is not None

    def stream(self, room: str) -> str:
        return stream_of(self.concern, room)

    def append(self, work: UnitOfWork, events: Sequence[Event], *, expected: int) -> int:
        """Append to the room's stream and bring its rows along; the stream's new head.

        Raises store.Conflict."""
        last = work.append(self.stream(work.room), events, expected=expected)
        self.follow(work, events)
        return last

    def follow(self, work: UnitOfWork, events: Sequence[Event], state: Any = None) -> None:
        """Bring the rows along with ``events``, the last that were appended."""
        store.insert_now()  # the rows' positions become keys
        rows = work.stored[-len(events) :]
        facts = [
            Fact(row.sequence, row.position, row.time, event) for row, event in zip(rows, events, strict=True)
        ]
        self.project(live, work.room, facts, state)


_projections: dict[str, Projection] = {}


def install(projections: Sequence[Projection]) -> None:
    """Set the table of projections."""
    _projections.clear()
    _projections.update({projection.name: projection for projection in projections})


def projections() -> Mapping[str, Projection]:
    """By name."""
    return _projections
