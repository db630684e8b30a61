"""From the file to an empty database: all of it, proved equal, or nothing."""

from collections.abc import Iterator
from itertools import groupby
from pathlib import Path
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command
from django.db import DatabaseError, connections, transaction
from django.db.models import Model

from lie_project.backup import tables
from lie_project.backup.file import BadBackup, End, Row, Table, head_of, parts
from lie_project.backup.saving import fingerprint

BATCH = 500  # rows
# What migrations themselves put into an empty database.
FROM_MIGRATIONS = {"contenttypes.contenttype", "auth.permission", "auth.group", "auth.group_permissions"}


class NotEmpty(Exception):
    """Somebody's data are in the database."""


def check(path: Path) -> End:
    """Read the whole file and compare it with what it says of itself.  Raises BadBackup or OSError."""
    head = head_of(path)
    if head.key != fingerprint():
        raise BadBackup("it was made with another LIE_SECRET_KEY, without which its secrets stay sealed")
    if differs := tables.release_differs(head.migrations):
        raise BadBackup(f"it is of another release ({differs}): restore it with that one, then upgrade")
    state, last_part = tables.State(), None
    known = {model._meta.label_lower: tables.head(model) for model in tables.models()}
    for table, part in _told(path):
        if isinstance(part, End):
            last_part = part
        elif known.get(table.table) != table:
            raise BadBackup(f"its table {table.table} is not one of this release")
        elif part is not None:
            state.add(table.table, tables.encoded(part))
    assert last_part is not None  # else file.parts had raised
    if (state.rows, state.hash()) != (last_part.rows, last_part.state):
        raise BadBackup("its rows are not those that it was made of")
    return last_part


def load(path: Path, using: str = "default") -> End:
    """Fill an empty database.  Raises BadBackup, NotEmpty, OSError or the database's errors.

    A file that is not taken changes nothing at all.  An error while loading leaves the tables, empty.
    """
    end = check(path)
    if not connections[using].introspection.table_names():
        call_command("migrate", database=using, verbosity=0, interactive=False)
    _refuse_unless_empty(using)
    with transaction.atomic(using=using):
        for model in tables.models():
            model._base_manager.using(using).all()._raw_delete(using)
        _fill(path, end, using)
        connections[using].check_constraints()
        if tables.state(using).hash() != end.state:
            raise BadBackup("the database did not take its rows as they are")
    ContentType.objects.clear_cache()
    return end


def _refuse_unless_empty(using: str) -> None:
    if differs := tables.release_differs(tables.migrations(using)):
        raise NotEmpty(f"the database is of another release ({differs}); restore into a new one")
    for model in tables.models():
        label = model._meta.label_lower
        if label not in FROM_MIGRATIONS and model._base_manager.using(using).exists():
            raise NotEmpty(f"the database is not empty: {label} has rows; restore into a new one")


def _fill(path: Path, end: End, using: str) -> None:
    models: dict[str, type[Model]] = {model._meta.label_lower: model for model in tables.models()}
    for label, found in groupby(_told(path), key=lambda told: told[0].table):
        batch: list[Row] = []
        for _, part in found:
            if isinstance(part, list):
                batch.append(part)
            if len(batch) >= BATCH:
                _insert(models[label], batch, using)
                batch = []
        _insert(models[label], batch, using)
    for label, number in end.last.items():
        tables.continue_after(models[label], number, using)


def _insert(model: type[Model], batch: list[Row], using: str) -> None:
    if batch:
        try:
            tables.insert(model, batch, using)
        except (DatabaseError, ValueError) as error:
            raise BadBackup(
                f"{model._meta.label_lower} did not take a row: {type(error).__name__}"
            ) from error


def _told(path: Path) -> Iterator[tuple[Table, Any]]:
    """Each row, and the end, with its table; a table without rows once, with None."""
    table: Table | None = None
    for part in parts(path):
        if isinstance(part, Table):
            table, part = part, None  # type: ignore[assignment]
        if table is None:
            raise BadBackup("it has rows of no table")
        yield table, part
