"""Rows on their way into the log.

Each statement is a trip to the database and back, so what one transaction appends, a batch of messages with
all their events, is held back and inserted by one statement right before the commit.  Nobody can tell: before
any other statement that names the log's table, and before a savepoint, the rows are inserted first.  The
log's lock is taken with the first of them and once, so nobody else appends meanwhile and the positions are
still handed out in the order of commits.
"""

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from django.db import IntegrityError, connection

from events.models import StoredEvent

TABLE = StoredEvent._meta.db_table
HEAD = f"SELECT MAX(sequence) FROM {TABLE} WHERE stream = %s"
LATER = (
    f"SELECT sequence, envelope, sealed FROM {TABLE} WHERE stream = %s AND sequence >= %s ORDER BY sequence"
)
OTHERS = frozenset((HEAD, LATER))  # asked by store of streams of which nothing is held back
LOG_LOCK = 0x11E  # any constant: the key of PostgreSQL's advisory lock
MOST = 500  # rows of one statement: SQLite takes 32766 values

_COLUMNS = ("stream", "sequence", "event_id", "type", "room", "time", "envelope", "sealed")
_ROW = f"({', '.join(['%s'] * len(_COLUMNS))})"
_INSERT = f"INSERT INTO {TABLE} ({', '.join(_COLUMNS)}) VALUES {{}} RETURNING position"


class Conflict(Exception):
    """Somebody else has appended to the stream meanwhile: load it again and decide anew."""


@dataclass
class Pending:
    """What one transaction has appended and not yet inserted."""

    rows: list[StoredEvent] = field(default_factory=list)
    heads: dict[str, int] = field(default_factory=dict)  # of streams that it has appended to
    locked: bool = False
    _inserting: bool = False

    def add(self, rows: Sequence[StoredEvent]) -> None:
        """Hold rows back.  Raises Conflict when their stream is known to stand elsewhere."""
        stream, before = rows[0].stream, rows[0].sequence - 1
        if self.heads.get(stream, before) != before:
            raise Conflict(f"{stream} is not at {before}")
        if not self.locked:
            _lock()
            self.locked = True
        self.heads[stream] = rows[-1].sequence
        self.rows += rows
        if len(self.rows) >= MOST:
            self.insert()

    def insert(self) -> None:
        """Insert all that is held back; the rows have their positions then.

        Raises Conflict, and again each time: nothing is committed without them.
        """
        self._inserting = True
        try:
            while self.rows:
                _insert(self.rows[:MOST])
                del self.rows[:MOST]
        finally:
            self._inserting = False

    def watch(self, execute: Callable[..., Any], sql: Any, params: Any, many: bool, context: Any) -> Any:
        """Django's execute_wrapper: no statement sees the log without what is held back."""
        text = str(sql)
        if text.startswith("ROLLBACK TO"):  # of what came before the savepoint nothing was held back
            self.rows.clear()
            self.heads.clear()
            self.locked = False
        elif self.rows and not self._inserting and _is_concerned(text):
            self.insert()
        return execute(sql, params, many, context)


def _is_concerned(statement: str) -> bool:
    return statement.startswith("SAVEPOINT") or (TABLE in statement and statement not in OTHERS)


_here = threading.local()


@contextmanager
def held_back() -> Iterator[None]:
    """Around what is done in one transaction: what it appends is inserted at the block's end.

    Within another block, hence in a savepoint, that one's rows come first.  Raises Conflict.
    """
    outer: Pending | None = _pending()
    pending = _here.pending = Pending(locked=bool(outer and outer.locked))
    try:
        with connection.execute_wrapper(pending.watch):
            yield
            pending.insert()
    finally:
        _here.pending = outer
        if outer:
            outer.heads.clear()  # the streams may have moved


def insert_now() -> None:
    """Insert what this transaction holds back, for who needs positions.  Raises Conflict."""
    pending = _pending()
    if pending:
        pending.insert()


def add(rows: Sequence[StoredEvent]) -> None:
    """Append rows of one stream, in sequence.  Must run in a transaction.  Raises Conflict, now or when
    the rows are inserted."""
    pending = _pending()
    if not rows:
        return
    if pending:
        pending.add(rows)
    else:
        _lock()
        _insert(rows)


def lock() -> None:
    """Wait until nobody else is appending, and let nobody begin before this transaction ends."""
    pending = _pending()
    if pending is None or not pending.locked:
        _lock()


def known_head(stream: str) -> int | None:
    """Where this transaction has brought a stream; None when it has not touched it."""
    pending = _pending()
    return pending.heads.get(stream) if pending else None


def _pending() -> Pending | None:
    return getattr(_here, "pending", None)


def _lock() -> None:
    if connection.vendor == "postgresql":  # SQLite has one writer at a time anyway
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOG_LOCK])


def _insert(rows: Sequence[StoredEvent]) -> None:
    """What bulk_create does, in a third of its time: every event passes here.  Sets the positions."""
    statement = _INSERT.format(", ".join([_ROW] * len(rows)))
    values = [value for row in rows for value in _values(row)]
    try:
        with connection.cursor() as cursor:
            cursor.execute(statement, values)
            positions = cursor.fetchall()
    except IntegrityError:
        streams = sorted({row.stream for row in rows})
        raise Conflict(f"somebody was faster in one of {', '.join(streams)}") from None
    for row, (position,) in zip(rows, positions, strict=True):
        row.position = position
        row._state.adding, row._state.db = False, connection.alias


def _values(row: StoredEvent) -> list[Any]:
    values = [getattr(row, column) for column in _COLUMNS]
    values[_COLUMNS.index("time")] = connection.ops.adapt_datetimefield_value(row.time)
    return values
