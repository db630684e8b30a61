"""The one Celery task.  A stock worker runs it on a body that is plain CloudEvents JSON.

Celery expects its own body format.  ``strategy`` takes ours at receipt, so what lies on the wire can be
read by any AMQP client.  The message needs two headers: ``task`` (topology.TASK) and ``id``.

On a pool of threads waiting messages are handled together (delivery.mailbox, delivery.together), without
Celery's request and tracing for each, which cost more than handling one.  On other pools it is Celery's way.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from celery import Task, shared_task
from celery.concurrency.thread import TaskPool
from celery.exceptions import InvalidTaskError
from celery.worker import state
from celery.worker.strategy import default

from events.broker.topology import TASK
from events.delivery import handling
from events.delivery.mailbox import Mailbox
from events.delivery.receipts import Receipts
from events.delivery.together import Letter, deliver_together
from events.messages.envelope import CONTENT_TYPE
from events.workers import pulse, worker

Take = Callable[..., Any]  # of the raw body and what Celery hands to a strategy


def strategy(task: Any, app: Any, consumer: Any) -> Callable[..., Any]:
    """How messages of ours are taken.  Celery asks for it anew with each connection to the broker."""
    by_threads = isinstance(consumer.pool, TaskPool) and consumer.hub
    take = Reception(consumer).take if by_threads else _by_celery(default(task, app, consumer))

    def receive(message: Any, *others: Any, **options: Any) -> Any:
        pulse.mine.received()
        if message.content_type != CONTENT_TYPE:
            raise InvalidTaskError(f"content type {message.content_type!r} is not {CONTENT_TYPE}")
        raw = message.body if isinstance(message.body, bytes) else message.body.encode()
        return take(raw, message, *others, **options)

    return receive


def _by_celery(inner: Callable[..., Any]) -> Take:
    """Celery's strategy with a CloudEvents body handed over as the task's only argument."""

    def take(raw: bytes, message: Any, *others: Any, **options: Any) -> Any:
        # What Celery would have decoded: a body with arguments.
        message._decoded_cache = {"args": [raw], "kwargs": {}}
        return inner(message, *others, **options)

    return take


@dataclass(eq=False)
class Received(Letter):
    """A letter with the message that brought it."""

    message: Any = None


class Reception:
    """Takes in what one connection brings, and acknowledges what is done."""

    _present: "list[Reception]" = []

    def __init__(self, consumer: Any) -> None:
        for former in self._present:
            former._mailbox.close()  # its messages come again
        self._present[:] = [self]
        self._receipts = Receipts(consumer.connection_errors)
        self._soon = consumer.call_soon
        pool = consumer.pool
        self._mailbox: Mailbox[Received] = Mailbox(
            self._handle, pool.apply_async, consumer.hub.call_later, pool.limit, _sender
        )

    def take(self, raw: bytes, message: Any, *_: Any, **__: Any) -> None:
        """On the thread of the connection."""
        self._receipts.opened(message)
        self._mailbox.put(Received(raw, _was_sent_before(message.delivery_info or {}), message=message))

    def _handle(self, letters: Sequence[Received]) -> Sequence[Received]:
        """On a thread of the pool."""
        if _is_ending():
            return ()  # not acknowledged: others get them
        with pulse.mine.handling():
            left = deliver_together(worker.subscriber(), letters)
        kept = {id(letter) for letter in left}
        done = [letter for letter in letters if id(letter) not in kept]
        handled = [letter.message for letter in done if letter.error is None]
        rejected = [letter.message for letter in done if letter.error is not None]
        self._soon(self._receipts.settle, handled, rejected)
        return [letter for letter in letters if id(letter) in kept]


def _sender(received: Received) -> str:
    """The player whose wish it is (envelope.player_message_id); of another message, itself."""
    return str(received.message.headers["id"]).partition(".")[0]


def _is_ending() -> bool:
    """Celery sets these to an exit code; its stubs know them as None."""
    ends: tuple[object, object] = (state.should_stop, state.should_terminate)
    return ends != (None, None)


class Deliver(Task[Any, None]):
    """Runs any message of ours."""

    Strategy = "events.tasks:strategy"
    ignore_result = True


@shared_task(name=TASK, base=Deliver, bind=True)
def deliver(self: Deliver, body: bytes) -> None:
    with pulse.mine.handling():
        handling.deliver(worker.subscriber(), body, again=_was_sent_before(self.request.delivery_info or {}))


def _was_sent_before(how: Mapping[str, Any]) -> bool:
    """Given back by a worker that is gone, or, through the default exchange, sent by the clock."""
    return bool(how.get("redelivered")) or not how.get("exchange")
