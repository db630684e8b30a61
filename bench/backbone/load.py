"""What has to run with our settings, in a process of its own; prints one line of JSON.

python -m bench.backbone.load fill COUNT | pace COUNT RATE | frozen COUNT PID
"""

import json
import os
import signal
import statistics
import sys
import time
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lie_project.settings")
django.setup()

from django.db import transaction  # noqa: E402

from bench.backbone import messages, wish  # noqa: E402
from events.broker import publisher  # noqa: E402
from events.broker.wire import Outgoing  # noqa: E402
from events.log import store  # noqa: E402
from events.messages.commands import Say  # noqa: E402
from events.messages.envelope import new_id, wrap_command  # noqa: E402
from events.models import StoredEvent  # noqa: E402
from events.work import unit_of_work  # noqa: E402

ROOMS = 50


def emit(room: str, count: int = 1) -> list[StoredEvent]:
    """Store events in a room's stream, and publish them, as every handler of ours does."""
    stream = f"bench/{room}"
    with unit_of_work(wrap_command(Say(text="x"), room)) as work:
        asked = [messages.Asked(player="p12345678901234", text=wish.TEXT)] * count
        work.append(stream, asked, expected=store.head(stream))
    return work.stored


def fill(count: int) -> None:
    """Spread over the rooms, ten at a time."""
    run = new_id()[:4]
    for number in range(count // 10):
        emit(f"{run}{number % ROOMS}", 10)
    publisher.default().close(60)
    print(json.dumps({}))


def pace(count: int, rate: float) -> None:
    """One event a transaction at a steady rate; prints id -> when it was committed."""
    publisher.default().publish(_probe("sink.game")).result(20)  # a process at work has its connection
    committed: dict[str, float] = {}
    run = new_id()[:4]
    start = time.monotonic()
    for number in range(count):
        time.sleep(max(0.0, start + number / rate - time.monotonic()))  # the rate is the load
        with unit_of_work(wrap_command(Say(text="x"), f"{run}{number % ROOMS}")) as work:
            stream = f"bench/{work.room}"
            asked = messages.Asked(player="p12345678901234", text=wish.TEXT)
            work.append(stream, [asked], expected=store.head(stream))
            id = work.stored[0].event_id
            work.after_commit(lambda id=id: committed.update({id: time.time()}))  # type: ignore[misc]
    publisher.default().close(60)
    print(json.dumps(committed))


def frozen(count: int, pid: int) -> None:
    """Seconds of an emit beside those of a plain insert of the same row, with the broker stopped."""
    emit("thaw")
    publisher.default().publish(_probe("bench.game")).result(20)
    os.kill(pid, signal.SIGSTOP)
    try:
        pairs = [(_timed(_insert, n), _timed(_emit_one, n)) for n in range(count)]
    finally:
        os.kill(pid, signal.SIGCONT)
    inserts, emits = (sorted(side) for side in zip(*pairs, strict=True))
    print(json.dumps({"insert": _spread(inserts), "emit": _spread(emits)}))


def _probe(queue: str) -> Outgoing:
    return Outgoing(new_id(), "", queue, b"{}")


def _insert(number: int) -> None:
    row = StoredEvent(stream="plain/x", sequence=number, event_id=new_id(), type="x", room="x")
    row.time, row.envelope = django.utils.timezone.now(), wish.body(wish.event()).decode()  # type: ignore[attr-defined]
    with transaction.atomic():
        row.save(force_insert=True)


def _emit_one(number: int) -> None:
    with unit_of_work(wrap_command(Say(text="x"), "ice")) as work:
        asked = messages.Asked(player="p12345678901234", text=wish.TEXT)
        work.append("bench/ice", [asked], expected=number)


def _timed(act: Any, number: int) -> float:
    start = time.perf_counter()
    act(number)
    return time.perf_counter() - start


def _spread(times: list[float]) -> dict[str, float]:
    """Milliseconds."""
    return {"p50": statistics.median(times) * 1e3, "p99": times[int(len(times) * 0.99)] * 1e3}


if __name__ == "__main__":
    messages.install("noop")
    name, *numbers = sys.argv[1:]
    acts: dict[str, Any] = {"fill": fill, "pace": pace, "frozen": frozen}
    acts[name](*(int(number) for number in numbers))
