"""What a Celery worker of ours knows of itself: its concern, from the queues it consumes."""

import sys
from pathlib import Path
from typing import Any

from django.conf import settings

from events import metrics, publisher, registry

_serving: list[str] = []


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


def on_ready(**_: Any) -> None:
    """worker_ready: it consumes."""
    touch_ready_file()


def on_shutdown(**_: Any) -> None:
    """worker_shutdown: what the last handlers have published leaves before the process does."""
    publisher.default().close()
    metrics.counting().flush()


def touch_ready_file() -> None:
    """Tell the launcher that this process is at work."""
    if settings.LIE.ready_file:
        Path(settings.LIE.ready_file).touch()
