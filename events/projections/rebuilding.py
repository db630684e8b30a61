"""Tables made anew from the log, beside those that are read, while everybody goes on.

Shadows are filled room by room in short transactions, then brought along with what has come meanwhile.
The last events are taken, and the shadows put into their place, in one transaction in which nobody can
append.  Killed at any moment before its commit, the live tables are as they were.

Rooms that the log no longer has (archive) keep the rows that they have.
"""

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import reduce
from typing import Any, TypeVar

from django.db import connection, transaction
from django.db.models import Max, Model

from events.log import store
from events.messages.envelope import payload_of
from events.models import StoredEvent
from events.projections.projection import Fact, Projection, Tables, live
from events.projections.shadows import Shadows, alone, in_a_still_moment
from events.schema import DECLARATIONS, Event

FEW = 10  # rooms that can be brought along while everybody waits
ROUNDS = 50  # of bringing along: more rooms than FEW change in each, and everybody waits a little longer
PAUSE = 0.02  # seconds, on SQLite: its one lock knows no queue, and who waits for it looks every few ms
BATCH = 200  # rooms, or rows, handled together

T = TypeVar("T")
Row = dict[str, Any]


@dataclass
class Report:
    """``rows`` of the rebuilt tables; ``kept``: rooms that the log no longer has."""

    rooms: int = 0
    events: int = 0
    rows: int = 0
    kept: int = 0


@dataclass(frozen=True)
class Difference:
    """One column of one row, or (column "") the whole row: None where it is missing."""

    table: str
    key: object
    column: str
    live: object
    rebuilt: object

    def __str__(self) -> str:
        place = f"{self.table} {self.key}"
        if self.column:
            return f"{place}: {self.column} is {self.live!r}, by the log {self.rebuilt!r}"
        return f"{place}: {'is missing' if self.live is None else 'is not in the log'}"


class Rebuild:
    """Shadows of one projection, up to position ``reached`` of the log."""

    def __init__(self, projection: Projection, shadows: Shadows) -> None:
        self.projection = projection
        self.shadows = shadows
        self.reached = 0
        self.report = Report()

    def fill(self) -> None:
        """Everything, but for what comes at this very moment."""
        known = set(_rooms(self.projection, live))
        first = self._touched(0, end := _newest())
        for room in sorted(known.difference(first)):
            self._keep(room)
            _let_others_write()
        self._bring(first, end, _let_others_write)
        for _ in range(ROUNDS):
            if self.catch_up(_let_others_write) <= FEW:
                return

    def catch_up(self, between: Callable[[], None] = lambda: None) -> int:
        """Take what has come since; returns how many rooms it was of.  ``between`` is called after each."""
        end = _newest()
        rooms = self._touched(self.reached, end)
        self._bring(rooms, end, between)
        return len(rooms)

    def differences(self, rooms: Iterable[str]) -> list[Difference]:
        """Where the live rows of these rooms are not those of the shadows."""
        return [
            difference
            for batch in _batches(sorted(rooms))
            for model in self.projection.tables
            for difference in _compared(
                model._meta.db_table,
                self._rows(live, model, batch),
                self._rows(self.shadows, model, batch),
            )
        ]

    def differing(self) -> set[str]:
        """Rooms that are not the same in both."""
        rooms = set(_rooms(self.projection, live)) | set(_rooms(self.projection, self.shadows))
        suspected = (batch for batch in _batches(sorted(rooms)) if self.differences(batch))
        return {room for batch in suspected for room in batch if self.differences([room])}

    def count(self) -> Report:
        """What the live tables hold now."""
        self.report.rows = sum(live(model).count() for model in self.projection.tables)
        self.report.rooms = live(self.projection.root).count()
        return self.report

    def _touched(self, after: int, end: int) -> list[str]:
        types = [d.type for d in DECLARATIONS.values() if d.is_event and d.owner == self.projection.concern]
        events = StoredEvent.objects.filter(position__gt=after, position__lte=end, type__in=types)
        return sorted(events.order_by().values_list("room", flat=True).distinct())

    def _bring(self, rooms: Sequence[str], end: int, between: Callable[[], None]) -> None:
        for room in rooms:
            self._project(room)
            between()
        self.reached = end

    def _project(self, room: str) -> None:
        done = self._version(room)
        rows = store.read(self.projection.stream(room), after=0 if self.projection.folds else done)
        if not rows and not done:  # archived since it was listed
            return self._keep(room)
        facts = [Fact(row.sequence, row.position, row.time, _event(row)) for row in rows]
        state = reduce(self.projection.apply, (fact.event for fact in facts), self.projection.empty)
        news = [fact for fact in facts if fact.sequence > done]
        if news:
            with transaction.atomic():  # it holds nobody up while events are read and opened
                self.projection.project(self.shadows, room, news, state)
            self.report.events += len(news)

    def _version(self, room: str) -> int:
        root = self.shadows(self.projection.root).filter(pk=room)
        return root.values_list("version", flat=True).first() or 0

    def _keep(self, room: str) -> None:
        """Take the rows that there are."""
        with transaction.atomic():
            for model in self.projection.tables:
                rows = self._rows(live, model, [room]).values()
                twin = self.shadows(model)
                twin.bulk_create([twin.model(**row) for row in rows], ignore_conflicts=True)
        self.report.kept += 1

    def _rows(self, tables: Tables, model: type[Model], rooms: Sequence[str]) -> dict[object, Row]:
        column = self.projection.tables[model]
        rows = tables(model).filter(**{f"{column}__in": rooms}).order_by().values()
        return {row[model._meta.pk.attname]: row for row in rows}


@contextmanager
def rebuilt(projection: Projection) -> Iterator[Rebuild]:
    """Shadows that are (all but) level with the log; dropped in the end if they have not been swapped.

    Raises Busy, DatabaseError, and what a projector raises."""
    shadows = Shadows(list(projection.tables))
    with alone():
        shadows.create()
        try:
            rebuild = Rebuild(projection, shadows)
            rebuild.fill()
            yield rebuild
        finally:
            shadows.drop()


def swap(projection: Projection) -> Report:
    """Make the projection's tables anew; see ``rebuilt`` for what it raises."""
    with rebuilt(projection) as rebuild:

        def finish() -> None:
            rebuild.catch_up()
            rebuild.shadows.swap()

        in_a_still_moment(finish, rebuild.shadows.models)
        return rebuild.count()


def check(projection: Projection) -> list[Difference]:
    """Where the live tables are not what the log says; changes nothing."""
    with rebuilt(projection) as rebuild:
        suspects = rebuild.differing()  # also rooms in which something happens just now
        found: list[Difference] = []

        def look() -> None:
            rebuild.catch_up()
            found[:] = rebuild.differences(suspects)

        in_a_still_moment(look)
        return found


def _let_others_write() -> None:
    if connection.vendor == "sqlite":
        time.sleep(PAUSE)  # its one lock knows no queue: without a gap nobody else gets it


def _newest() -> int:
    return StoredEvent.objects.aggregate(Max("position"))["position__max"] or 0


def _event(row: StoredEvent) -> Event:
    event = payload_of(store.opened(row))
    assert isinstance(event, Event)
    return event


def _rooms(projection: Projection, tables: Tables) -> Iterator[str]:
    for model, column in projection.tables.items():
        yield from tables(model).order_by().values_list(column, flat=True).distinct().iterator()


def _compared(table: str, there: dict[object, Row], right: dict[object, Row]) -> Iterator[Difference]:
    for key in sorted(there.keys() | right.keys(), key=str):
        if key not in there or key not in right:
            yield Difference(table, key, "", there.get(key), right.get(key))
            continue
        for column, value in right[key].items():
            if there[key][column] != value:
                yield Difference(table, key, column, there[key][column], value)


def _batches(items: Sequence[T]) -> Iterator[Sequence[T]]:
    return (items[start : start + BATCH] for start in range(0, len(items), BATCH))
