"""From the database to the file, while LIE goes on playing."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

import msgspec
from django.db import connections, transaction
from django.utils.crypto import salted_hmac

from lie_project.backup import tables
from lie_project.backup.file import FORMAT, VERSION, End, Head, Lines, writing


class NotReady(Exception):
    """The database is not as this release wants it; the sentence says what to do."""


class Saved(NamedTuple):
    rows: int
    state: str


def fingerprint() -> str:
    """Tells whether two deployments have the same secret key."""
    return salted_hmac("lie-backup", "key", algorithm="sha256").hexdigest()[:16]


def save(path: Path, using: str = "default") -> Saved:
    """Write all tables as they are at one moment.  Nobody waits for it: it only reads.

    Raises NotReady, FileExistsError, OSError or the database's errors; then there is no file.
    """
    with writing(path) as lines, one_moment(using):
        if differs := tables.release_differs(tables.migrations(using)):
            raise NotReady(
                f"the database is not of this release ({differs}): run manage.py migrate first, "
                "with the code and the packages that LIE runs with"
            )
        lines.write(msgspec.json.encode(_head(using)))
        state, last = _tables(lines, using)
        end = End(rows=state.rows, last=last, state=state.hash(), sum=lines.sum())
        lines.write(msgspec.json.encode({"end": end}))
    return Saved(end.rows, end.state)


def _head(using: str) -> Head:
    return Head(
        format=FORMAT,
        version=VERSION,
        made_at=datetime.now(UTC).isoformat(timespec="seconds"),
        key=fingerprint(),
        migrations=tables.migrations(using),
    )


def _tables(lines: Lines, using: str) -> tuple[tables.State, dict[str, int]]:
    state, last = tables.State(), {}
    for model in tables.models():
        label = model._meta.label_lower
        lines.write(msgspec.json.encode(tables.head(model)))
        for row in tables.rows(model, using):
            line = tables.encoded(row)
            state.add(label, line)
            lines.write(line)
        if (number := tables.last(model, using)) is not None:
            last[label] = number
    return state, last


@contextmanager
def one_moment(using: str) -> Iterator[None]:
    """Everything read in the block is of one moment, and no writer waits for it.

    Django's own transactions on SQLite begin with the write lock (settings): not this one.
    """
    connection = connections[using]
    if connection.vendor == "sqlite":
        connection.cursor().execute("BEGIN DEFERRED")
        try:
            yield
        finally:
            connection.cursor().execute("ROLLBACK")
        return
    with transaction.atomic(using=using):
        connection.cursor().execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        yield
