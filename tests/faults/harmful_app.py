"""A worker of ours whose handlers do harm on certain words: ``celery -A tests.faults.harmful_app worker …``.

``poison`` ends the process, ``endless`` never returns, ``slow query`` asks the database for ever,
``bug`` raises.
On SIGUSR1 the worker stops consuming and says nothing, as Celery itself sometimes does.
"""

import os
import signal
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
from celery import signals
from django.db import connection

from lie_project.celery import app as app  # sets Django up, which all below needs

# isort: split
from events import registry
from events.delivery import trials
from events.registry import Concern
from events.workers import watchdog
from lie_project.wiring import CONCERNS

STARTED = Path(os.environ["LIE_TEST_STARTED"])  # a line for each handler that began


def harm(payload: Any) -> None:
    """Do what the payload's words say."""
    words = [value for value in msgspec.to_builtins(payload).values() if isinstance(value, str)]
    with STARTED.open("a") as file:
        file.write(" ".join(words) + "\n")
    if "poison" in words:
        os._exit(9)
    if "bug" in words:
        raise ValueError
    if "endless" in words:
        while True:
            pass
    if "slow query" in words:
        _ask_for_ever()


def _ask_for_ever() -> None:
    endless = "n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n)"
    with connection.cursor() as cursor:
        cursor.execute(f"WITH RECURSIVE {endless} SELECT count(*) FROM n WHERE i < 0")


def _harmful(handler: Callable[..., Any]) -> Callable[..., Any]:
    def handle(work: Any, payload: Any) -> Any:
        harm(payload)
        return handler(work, payload)

    return handle


def _with_harm(concern: Concern) -> Concern:
    commands = {command: _harmful(handler) for command, handler in concern.commands.items()}
    events = {event: tuple(map(_harmful, handlers)) for event, handlers in concern.events.items()}
    return Concern(concern.name, commands, events)


registry.install([_with_harm(concern) for concern in CONCERNS])
trials.PAUSES = (0.2, 0.3, 0.4)
watchdog.QUIET = 1.0


@signals.worker_ready.connect
def _go_deaf_when_asked(sender: Any, **_: Any) -> None:
    def cancel() -> None:
        sender.task_consumer.cancel()
        harm(Deaf("deaf"))  # only noted

    signal.signal(signal.SIGUSR1, lambda *_: sender.hub.call_soon(cancel))


class Deaf(msgspec.Struct):
    """What is noted when it has stopped consuming."""

    word: str
