"""Tables beside tables: the same structure under another name, to be filled and then to take the place.

PostgreSQL: in a schema of their own, so that every index, constraint and sequence has its right name
from the start and moves along.  SQLite knows no renaming of an index: there the copies get theirs in the
transaction of the swap.
"""

import fcntl
import os
import random
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from typing import Any

from django.db import DatabaseError, OperationalError, connection, transaction
from django.db.migrations.state import ModelState, ProjectState
from django.db.models import Manager, Model

from events.log import store
from events.projections.projection import M

SCHEMA = "lie_rebuild"
PREFIX = "lie_rebuild_"
REBUILD_LOCK = 0x11E2  # any constant that is not store.LOG_LOCK
# Less than PostgreSQL's deadlock_timeout: we give way, never a player's command.
STEP_BACK = "250ms"
PATIENCE = 60.0  # seconds in which a moment without writers has to be found


class Busy(Exception):
    """Another rebuild is at work, or no moment without writers was found."""


@contextmanager
def alone() -> Iterator[None]:
    """One rebuild at a time.  The lock goes with the process, however that ends.  Raises Busy."""
    with _session_lock() if connection.vendor == "postgresql" else _file_lock() as ours:
        if not ours:
            raise Busy("another rebuild is at work")
        yield


@contextmanager
def _session_lock() -> Iterator[bool]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [REBUILD_LOCK])
        (ours,) = cursor.fetchone()
    try:
        yield ours
    finally:
        with suppress(DatabaseError), connection.cursor() as cursor:  # a lost connection has let go of it
            cursor.execute("SELECT pg_advisory_unlock(%s) WHERE %s", [REBUILD_LOCK, ours])


@contextmanager
def _file_lock() -> Iterator[bool]:
    descriptor = os.open(f"{connection.settings_dict['NAME']}.rebuild", os.O_CREAT | os.O_RDWR, 0o600)
    try:
        yield _locked(descriptor)
    finally:
        os.close(descriptor)


def _locked(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def in_a_still_moment(work: Callable[[], None], closed: Sequence[type[Model]] = ()) -> None:
    """Run ``work`` in a transaction while nobody appends to the log, or touches the tables of ``closed``.

    It is tried again when others are in the way, so it must not mind being rolled back.  Raises Busy."""
    until = time.monotonic() + PATIENCE
    while True:
        try:
            with transaction.atomic():
                _exclude_others(closed)
                work()
            return
        except OperationalError as error:
            if not _in_the_way(error):
                raise
            if time.monotonic() > until:
                raise Busy(f"no moment without writers in {PATIENCE:.0f} s: {error}") from error
            time.sleep(random.uniform(0.02, 0.2))  # jitter, so that what was in the way can end


def _in_the_way(error: OperationalError) -> bool:
    """Whether somebody's lock is the reason: lock_not_available or deadlock_detected, or SQLite's."""
    return getattr(error.__cause__, "sqlstate", "") in ("55P03", "40P01") or "locked" in str(error)


def _exclude_others(closed: Sequence[type[Model]]) -> None:
    """Tables before the log: those who hold tables are let through to the log's lock before us."""
    if connection.vendor == "postgresql":  # on SQLite the transaction alone does it
        with connection.cursor() as cursor:
            cursor.execute(f"SET LOCAL lock_timeout = '{STEP_BACK}'")
            if closed:
                names = ", ".join(_quoted(model._meta.db_table) for model in closed)
                cursor.execute(f"LOCK TABLE {names} IN ACCESS EXCLUSIVE MODE")
    store.lock()


class Shadows:
    """Copies of ``models`` (parents first).  Make them with ``create``, outside of any transaction."""

    def __init__(self, models: Sequence[type[Model]]) -> None:
        self.models = models
        self._twins = _twins(models)
        self._finish: list[str] = []

    def __call__(self, model: type[M], /) -> Manager[M]:
        """The shadow of a table, as projections.Tables."""
        shadow: Manager[M] = self._twins[model]._default_manager
        return shadow

    def create(self) -> None:
        """Make them, empty; what a killed run has left is dropped first."""
        self.drop()
        twins = list(self._twins.values())
        if connection.vendor == "postgresql":
            _execute([f"CREATE SCHEMA {SCHEMA}", *_definition(twins)])
            return
        _execute(_only("CREATE TABLE", _definition(twins)))
        self._finish = _only("CREATE INDEX", _definition(self.models))

    def swap(self) -> None:
        """Put them in the place of the live tables, which are dropped: inside the caller's transaction."""
        drops = [f"DROP TABLE {_quoted(model._meta.db_table)}" for model in reversed(self.models)]
        _execute([*drops, *(self._move(model) for model in self.models), *self._finish])

    def drop(self) -> None:
        """Away with them, if they are there."""
        if connection.vendor == "postgresql":
            _execute([f"DROP SCHEMA IF EXISTS {SCHEMA} CASCADE"])
        else:
            tables = [_shadow_name(model) for model in reversed(self.models)]
            _execute([f"DROP TABLE IF EXISTS {_quoted(table)}" for table in tables])

    def _move(self, model: type[Model]) -> str:
        place, name = _quoted(_shadow_name(model)), _quoted(model._meta.db_table)
        if connection.vendor == "postgresql":
            return f"ALTER TABLE {place} SET SCHEMA {_current_schema()}"
        return f"ALTER TABLE {place} RENAME TO {name}"


def _twins(models: Sequence[type[Model]]) -> Mapping[type[Model], Any]:
    """The same models on the shadows' tables, in a registry of their own, as migrations make them."""
    state = ProjectState()
    for model in models:
        copy = ModelState.from_model(model)
        copy.options["db_table"] = _shadow_name(model)
        state.add_model(copy)
    return {model: state.apps.get_model(model._meta.app_label, model.__name__) for model in models}


def _shadow_name(model: type[Model]) -> str:
    table = model._meta.db_table
    return f'"{SCHEMA}"."{table}"' if connection.vendor == "postgresql" else f"{PREFIX}{table}"


def _definition(models: Sequence[Any]) -> list[str]:
    """The statements that make the models' tables, with all that belongs to them."""
    editor = connection.schema_editor(collect_sql=True)
    editor.deferred_sql = []  # entering its context would check every foreign key of the database
    for model in models:
        editor.create_model(model)
    for statement in editor.deferred_sql:
        editor.execute(statement)
    return list(editor.collected_sql)


def _only(beginning: str, statements: Sequence[str]) -> list[str]:
    return [statement for statement in statements if statement.startswith(beginning)]


def _execute(statements: Sequence[str]) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def _quoted(name: str) -> str:
    return connection.ops.quote_name(name)


def _current_schema() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT quote_ident(current_schema())")
        (schema,) = cursor.fetchone()
    return str(schema)
