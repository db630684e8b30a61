"""The one Celery task.  A stock worker runs it on a body that is plain CloudEvents JSON.

Celery expects its own body format.  ``strategy`` wraps ours at receipt, so what lies on the wire can be
read by any AMQP client.  The message needs two headers: ``task`` (topology.TASK) and ``id``.
"""

from collections.abc import Callable
from typing import Any

from celery import Task, shared_task
from celery.exceptions import InvalidTaskError
from celery.worker.strategy import default

from events import delivery, worker
from events.envelope import CONTENT_TYPE
from events.topology import TASK


def strategy(task: Any, app: Any, consumer: Any) -> Callable[..., Any]:
    """Celery's strategy with a CloudEvents body handed over as the task's only argument."""
    inner = default(task, app, consumer)

    def receive(message: Any, body: Any, ack: Any, reject: Any, callbacks: Any, **options: Any) -> Any:
        if message.content_type != CONTENT_TYPE:
            raise InvalidTaskError(f"content type {message.content_type!r} is not {CONTENT_TYPE}")
        raw = message.body if isinstance(message.body, bytes) else message.body.encode()
        # What Celery would have decoded: a body with arguments.
        message._decoded_cache = {"args": [raw], "kwargs": {}}
        return inner(message, body, ack, reject, callbacks, **options)

    return receive


class Deliver(Task[Any, None]):
    """Runs any message of ours."""

    Strategy = "events.tasks:strategy"
    ignore_result = True


@shared_task(name=TASK, base=Deliver, bind=True)
def deliver(self: Deliver, body: bytes) -> None:
    delivery.deliver(worker.subscriber(), body)
