"""How long a handler may run, in threads, where nobody can simply be stopped.

Soft (LIE_HANDLER_SOFT): it is told and counted; from then on each of its statements is refused, and one that
runs is broken off (SQLite: ``interrupt``; PostgreSQL: statement_timeout), so its transaction rolls back
and the message fails like any other.  Hard (LIE_HANDLER_HARD): the process ends (watchdog), since
code that asks the database nothing can be ended in no other way; the broker gives its messages to the
next worker, and who kills workers again and again is given up (failures.begin, inbox.begin).
"""

import logging
import sys
import threading
import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from sqlite3 import SQLITE_INTERRUPT
from typing import Any

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, OperationalError, connection, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created

from events.telemetry import metrics

logger = logging.getLogger(__name__)

QUERY_CANCELED = "57014"  # PostgreSQL's code


class HandlerTimeLimit(Exception):
    """A handler ran longer than LIE_HANDLER_SOFT; its transaction was rolled back."""


@dataclass
class Run:
    """One message in the hands of its handlers."""

    subscriber: str
    type: str
    id: str
    database: Any = field(default_factory=lambda: _of_this_thread())
    thread: int = field(default_factory=threading.get_ident)
    since: float = field(default_factory=lambda: time.monotonic())
    told: bool = False

    def age(self, baseline: float = 0.0) -> float:
        """Seconds; time before ``baseline`` (monotonic) does not count."""
        return time.monotonic() - max(self.since, baseline)

    def is_over(self) -> bool:
        return self.age() > settings.LIE.handler_soft

    def guard(self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        """Django's execute_wrapper: no statement after the soft limit."""
        if self.is_over():
            raise HandlerTimeLimit(self.type)
        try:
            return execute(sql, params, many, context)
        except OperationalError as error:
            if _was_broken_off(error):
                raise HandlerTimeLimit(self.type) from error
            raise


_runs: dict[int, Run] = {}
_lock = threading.Lock()


@contextmanager
def limited(subscriber: str, type: str, id: str) -> Iterator[None]:
    """Run handlers under the limits.  Raises HandlerTimeLimit out of their statements."""
    run = Run(subscriber, type, id)
    with _lock:
        _runs[run.thread] = run
    try:
        with connection.execute_wrapper(run.guard):
            yield
    finally:
        with _lock:
            del _runs[run.thread]


def enforce_soft(baseline: float = 0.0) -> None:
    """Tell of those over the soft limit, once each, and break off what they ask of SQLite."""
    with _lock:  # none of them can end, and begin something else, meanwhile
        for run in _runs.values():
            if run.age(baseline) <= settings.LIE.handler_soft:
                continue
            if run.database.vendor == "sqlite" and run.database.connection is not None:
                run.database.connection.interrupt()
            if not run.told:
                run.told = True
                metrics.count("slow", run.subscriber, run.type)
                logger.error("over LIE_HANDLER_SOFT: %s", described(run))


def over_hard(baseline: float = 0.0) -> Run | None:
    """A run that is over the hard limit, if there is one."""
    with _lock:
        return next((run for run in _runs.values() if run.age(baseline) > settings.LIE.handler_hard), None)


def described(run: Run) -> str:
    """Who it is and where it stands: lines of code, no values."""
    frame = sys._current_frames().get(run.thread)
    stack = "".join(traceback.format_stack(frame)) if frame else ""
    return f"{run.subscriber} with {run.type} {run.id} for {run.age():.1f} s\n{stack}"


def limit_statements() -> None:
    """Have every connection of this process, also later ones, end what runs over the soft limit."""
    connection_created.connect(_limit, dispatch_uid="lie.limits")


def _limit(connection: BaseDatabaseWrapper, **_: Any) -> None:
    milliseconds = int(settings.LIE.handler_soft * 1000)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT set_config('statement_timeout', %s, false)", [str(milliseconds)])
        else:  # how long to wait for the lock: interrupt does not end that
            cursor.execute(f"PRAGMA busy_timeout = {milliseconds}")


def _of_this_thread() -> Any:
    return connections[DEFAULT_DB_ALIAS]


def _was_broken_off(error: OperationalError) -> bool:
    cause = error.__cause__
    return (
        getattr(cause, "sqlite_errorcode", None) == SQLITE_INTERRUPT
        or getattr(cause, "sqlstate", None) == QUERY_CANCELED
    )
