"""The tables of LIE as rows of plain JSON, the same from any database, and what they add up to."""

import hashlib
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any

import msgspec
from django.apps import apps
from django.db import connections
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.db.models import AutoField, Field, Model

from lie_project.backup.file import Row, Table

CHUNK = 2000  # rows in memory


def models() -> list[type[Model]]:
    """Every table of every app, also those between two others; without views and proxies."""
    found = (model for model in apps.get_models(include_auto_created=True) if model._meta.managed)
    return sorted(
        (model for model in found if not model._meta.proxy), key=lambda model: model._meta.label_lower
    )


def fields(model: type[Model]) -> "list[Field[Any, Any]]":
    return list(model._meta.local_concrete_fields)


def head(model: type[Model]) -> Table:
    return Table(model._meta.label_lower, [field.attname for field in fields(model)])


def rows(model: type[Model], using: str) -> Iterator[Row]:
    """All rows, as the database gives them out, some at a time."""
    names = [field.attname for field in fields(model)]
    found = model._base_manager.using(using).order_by("pk").values_list(*names)
    for row in found.iterator(chunk_size=CHUNK):
        yield list(row)


def encoded(row: Row) -> bytes:
    """One row; equal rows give equal bytes whichever database they come from."""
    return msgspec.json.encode([_plain(value) for value in row], order="deterministic", enc_hook=bytes)


def insert(model: type[Model], batch: Sequence[Row], using: str) -> None:
    """Rows as they are: with their keys, and with times that would otherwise be those of now."""
    chosen = fields(model)
    objects = [
        model(**{f.attname: f.to_python(value) for f, value in zip(chosen, row, strict=True)})
        for row in batch
    ]
    size = max(connections[using].ops.bulk_batch_size(chosen, objects), 1)
    for start in range(0, len(objects), size):
        model._base_manager._insert(objects[start : start + size], fields=chosen, using=using, raw=True)  # type: ignore[attr-defined]


class State:
    """What the tables hold, as one number: of each table how many rows, and the sum of their hashes.

    A sum, since databases sort texts each in its own way."""

    def __init__(self) -> None:
        self._tables: dict[str, list[int]] = defaultdict(lambda: [0, 0])

    def add(self, table: str, line: bytes) -> None:
        """One more row of a table, as ``encoded``."""
        kept = self._tables[table]
        kept[0] += 1
        kept[1] = (kept[1] + int.from_bytes(hashlib.sha256(line).digest())) % 2**256

    @property
    def rows(self) -> int:
        return sum(count for count, _ in self._tables.values())

    def hash(self) -> str:
        """64 hexadecimal digits."""
        lines = (f"{table} {count} {sum:064x}\n" for table, (count, sum) in sorted(self._tables.items()))
        return hashlib.sha256("".join(lines).encode()).hexdigest()


def state(using: str) -> State:
    """Of a whole database."""
    found = State()
    for model in models():
        for row in rows(model, using):
            found.add(model._meta.label_lower, encoded(row))
    return found


def migrations(using: str) -> dict[str, list[str]]:
    """App -> migrations that a database has."""
    return _by_app(MigrationRecorder(connections[using]).applied_migrations())


def known_migrations() -> dict[str, list[str]]:
    """App -> migrations that this release knows."""
    loader = MigrationLoader(None, ignore_no_migrations=True)
    return _by_app(loader.disk_migrations)


def release_differs(found: dict[str, list[str]]) -> str:
    """In what ``found`` (as of ``migrations``) is not this release, for a person; empty: in nothing."""
    theirs, ours = (
        {(app, name) for app, names in each.items() for name in names} for each in (found, known_migrations())
    )
    lacks, beyond = sorted(ours - theirs), sorted(theirs - ours)
    told = [f"{'.'.join(key)} is missing" for key in lacks[:3]] + [
        f"{'.'.join(key)} is unknown" for key in beyond[:3]
    ]
    more = len(lacks) + len(beyond) - len(told)
    return ", ".join(told) + (f", and {more} more" if more else "")


def _by_app(keys: Any) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for app, name in sorted(keys):
        found.setdefault(app, []).append(name)
    return found


def _plain(value: Any) -> Any:
    """PostgreSQL's JSON gives 1e16 back as a whole number; everything else comes as it went."""
    if isinstance(value, float) and value.is_integer() and abs(value) >= 1e15:
        return int(value)
    if isinstance(value, dict):
        return {key: _plain(one) for key, one in value.items()}
    return [_plain(one) for one in value] if isinstance(value, list) else value


# --- numbers that databases give to rows --------------------------------------------------------------


def last(model: type[Model], using: str) -> int | None:
    """The last number given to a row, also when that row is gone; None for a table with keys of its own."""
    if not isinstance(model._meta.pk, AutoField):
        return None
    connection = connections[using]
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [model._meta.db_table])
            found = cursor.fetchone()
            return int(found[0]) if found else 0
        cursor.execute(f"SELECT last_value, is_called FROM {_sequence(cursor, model)}")
        value, called = cursor.fetchone()
        return int(value) if called else 0


def continue_after(model: type[Model], number: int, using: str) -> None:
    """Let the next row have a number above ``number``: one that is gone never comes back as another's."""
    connection, table = connections[using], model._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("DELETE FROM sqlite_sequence WHERE name = %s", [table])
            cursor.execute("INSERT INTO sqlite_sequence (name, seq) VALUES (%s, %s)", [table, number])
        elif number:
            cursor.execute("SELECT setval(%s, %s)", [_sequence(cursor, model), number])


def _sequence(cursor: Any, model: type[Model]) -> str:
    assert model._meta.pk is not None
    cursor.execute(
        "SELECT pg_get_serial_sequence(%s, %s)", [f'"{model._meta.db_table}"', model._meta.pk.column]
    )
    return str(cursor.fetchone()[0])
