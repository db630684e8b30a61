"""The life of a Celery worker of ours: its concern, from the queues it consumes; its watchdog; its end."""

import sys
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from django.conf import settings

from events import registry
from events.broker import publisher
from events.delivery import limits
from events.telemetry import metrics
from events.workers import memory, pulse
from events.workers.watchdog import Watchdog, touch_ready_file

_serving: list[str] = []
_watchdog: list[Watchdog] = []
_waiting: "list[Callable[[Sequence[str]], int | None]]" = []


def subscriber() -> str:
    """The concern this process works for."""
    return _serving[0]


def concern_of(queues: list[str]) -> str:
    """The one concern that all these queues belong to.  Raises ValueError with a clear sentence."""
    owners = {s.queue: s.concern for s in registry.all_subscriptions()}
    unknown = [queue for queue in queues if queue not in owners]
    if unknown or not queues:
        raise ValueError(f"name the queues of one concern with -Q; known are: {', '.join(sorted(owners))}")
    concerns = {owners[queue] for queue in queues}
    if len(concerns) > 1:
        raise ValueError(f"a worker serves one concern, these queues are of {', '.join(sorted(concerns))}")
    return concerns.pop()


def on_init(options: dict[str, Any], conf: Any, **_: Any) -> None:
    """celeryd_init: learn the concern before the first connection is made."""
    queues = options.get("queues") or ()
    names = queues.split(",") if isinstance(queues, str) else list(queues)
    try:
        _serving[:] = [concern_of(names)]
    except ValueError as error:
        sys.exit(str(error))
    limits.limit_statements()
    if not settings.LIE.broker_url.startswith("amqp"):
        conf.broker_transport_options = embedded_options(_serving[0])


def embedded_options(concern: str) -> dict[str, Any]:
    """For kombu's Redis transport.

    Copies of one message share a delivery tag, so each concern needs its own set of unacked
    messages: else the first ack deletes the others' safety copy.
    """
    return {
        "visibility_timeout": 10,  # seconds until the messages of a killed worker come back
        "unacked_restore_interval": 1,
        "unacked_restore_throttle": 1,
        "unacked_key": f"lie.unacked.{concern}",
        "unacked_index_key": f"lie.unacked.index.{concern}",
        "unacked_mutex_key": f"lie.unacked.mutex.{concern}",
    }


def use_backlog(waiting: "Callable[[Sequence[str]], int | None]") -> None:
    """Set what tells how many messages wait in queues (lie_project.celery does)."""
    _waiting[:] = [waiting]


def on_ready(**_: Any) -> None:
    """worker_ready: it consumes, and is watched from now on."""
    concern = subscriber()
    publisher.default()  # connects from now on: else the first event would wait for it
    _watchdog[:] = [Watchdog(concern, pulse.mine, partial(_waiting[0], registry.queues_of(concern)))]
    _watchdog[0].start()
    memory.settle()
    memory.keep_giving_back()
    touch_ready_file()


def on_shutting_down(**_: Any) -> None:
    """worker_shutting_down: from here on it does not consume, and may take its time to finish."""
    for watchdog in _watchdog:
        watchdog.stop()


def on_shutdown(**_: Any) -> None:
    """worker_shutdown: what the last handlers have published leaves before the process does."""
    publisher.default().close()
    metrics.counting().flush()
