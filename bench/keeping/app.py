"""Workers and a clock for bench/promises.py: three subscribers of one event, and a table that only notes when
its deadline came.

    celery -A bench.keeping.app worker -Q chat.chat …        python -m bench.keeping.app
"""

import os
import signal
import time
from pathlib import Path

from lie_project.celery import app as app  # sets Django up, which all below needs

# isort: split
from events import registry
from events.broker import publisher
from events.messages.commands import ClosePhase
from events.models import Deadline
from events.registry import Concern
from events.schema import Event, Kind, event
from events.upkeep import clock
from events.work import UnitOfWork
from events.workers.watchdog import touch_ready_file

NOTES = Path(os.environ.get("BENCH_NOTES", os.devnull))  # lines of what was handled
SICK = Path(os.environ.get("BENCH_SICK", "/nowhere"))  # while it is there, the third subscriber fails
HEALTHY = ("chat", "media")
THIRD = "rooms"


@event("bench.told", Kind.CHAT)
class Told(Event, frozen=True):
    condition: str


def note(work: UnitOfWork, told: Told) -> None:
    """Milliseconds from the event's transaction to here."""
    _write(f"{told.condition} {(time.time() - work.cause.time.timestamp()) * 1e3}")


def fail(work: UnitOfWork, told: Told) -> None:
    if SICK.exists():
        raise ValueError("always")


def close(work: UnitOfWork, command: ClosePhase) -> None:
    """A deadline has come: note which and when, and take it away as a real table would."""
    _write(f"{command.number} {time.time()}")
    Deadline.objects.filter(stream=work.cause.subject, purpose=f"bench-{command.number}").delete()


def _write(line: str) -> None:
    with NOTES.open("a") as file:
        file.write(line + "\n")


def install() -> None:
    """The bench's concerns in the place of LIE's."""
    healthy = [Concern(name, {}, {Told: (note,)}) for name in HEALTHY]
    registry.install(
        [*healthy, Concern(THIRD, {}, {Told: (fail,)}), Concern("game", {ClosePhase: close}, {})]
    )
    app.conf.task_queues = [subscription.as_queue() for subscription in registry.all_subscriptions()]


install()

if __name__ == "__main__":
    running = clock.Clock()
    signal.signal(signal.SIGTERM, lambda *_: running.stopped.set())
    running.run(ready=touch_ready_file)
    publisher.default().close()
