"""Messages that may have killed their worker: tried a bounded number of times, on any transport.

A worker that dies can note nothing, so the note is made before: a message that comes again, or is sent by
the clock, is written down as begun; the transaction of its effect takes that back.  What has been begun
``len(PAUSES)`` times without an end is given up: an event is parked for the desk, a command refused.
Messages that come for the first time, nearly all, cost nothing.

Suspects are handled one at a time in a process, else one of them would be blamed for another's kill.
"""

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from events.catalogue import EventParked, HandlerFailed
from events.delivery import inbox
from events.faults import reporting
from events.log import store
from events.messages.envelope import Envelope
from events.messages.refusal import Code
from events.models import FailedDelivery, InboxEntry
from events.work import unit_of_work

logger = logging.getLogger(__name__)

LOST = "WorkerLost"  # the cause under which the desk shows them
PAUSES: tuple[float, ...] = (2, 5, 10)  # seconds until the next try, should this one end with its worker
RECORDED = ("event_id", "type", "error", "sequence", "state", "due_at", "attempts")
BEGUN = ":begun"  # after a concern's name: whose commands were begun
State = FailedDelivery.State

_suspects = threading.Lock()


class WorkerLost(Exception):
    """This command has cost too many workers and is not handled any more."""


@contextmanager
def alone(suspect: bool) -> Iterator[None]:
    """Wait for other suspects of this process; at once for whom nobody suspects."""
    if not suspect:
        yield
        return
    with _suspects:
        yield


def begin(subscriber: str, envelope: Envelope) -> bool:
    """Note that a suspected event is about to be handled; False when it is parked instead.

    Until ``settle`` takes the note back the stream waits for this subscriber, then the clock sends it.
    """
    while True:
        try:
            with unit_of_work(envelope) as work:
                failure, lost = _begun(subscriber, envelope)
                if lost:
                    reporting.append(work, _fault(failure, lost))
            break
        except store.Conflict:
            continue
    if failure.state == State.PARKED:
        logger.error("%s gave up on %s %s: it kills workers", subscriber, envelope.type, envelope.id)
    return failure.state != State.PARKED


def settle(subscriber: str, stream: str) -> None:
    """It is handled: in the same transaction the stream goes on."""
    FailedDelivery.objects.filter(subscriber=subscriber, stream=stream).delete()


def survived(subscriber: str, envelope: Envelope) -> None:
    """It failed, but killed nobody: that does not count as begun (failures.record counts it)."""
    rows = FailedDelivery.objects.filter(subscriber=subscriber, event_id=envelope.id, error=LOST)
    for row in rows:
        row.attempts = max(row.attempts - 1, 0)
        row.save(update_fields=["attempts"])


def _begun(subscriber: str, envelope: Envelope) -> tuple[FailedDelivery, int]:
    """The note, and how many workers the event has cost before; 0 while that is not known."""
    failure, _ = FailedDelivery.objects.select_for_update().get_or_create(
        subscriber=subscriber,
        stream=envelope.subject,
        defaults={"sequence": int(envelope.sequence), "due_at": timezone.now()},
    )
    if failure.event_id != envelope.id:
        failure.attempts, failure.error = 0, ""
    lost = failure.attempts if failure.error == LOST else 0
    failure.event_id, failure.type, failure.error = envelope.id, envelope.type, LOST
    failure.sequence = int(envelope.sequence)
    if lost >= len(PAUSES):
        failure.state = State.PARKED
    else:
        failure.due_at = timezone.now() + timedelta(seconds=PAUSES[lost])
        failure.attempts += 1
    failure.save(update_fields=RECORDED)
    return failure, lost


def _fault(failure: FailedDelivery, lost: int) -> EventParked | HandlerFailed:
    what = {
        "subscriber": failure.subscriber,
        "message": failure.event_id,
        "type": failure.type,
        "error": LOST,
    }
    return EventParked(**what) if failure.state == State.PARKED else HandlerFailed(**what, attempt=lost)


# --- commands ------------------------------------------------------------------------------


def begin_command(subscriber: str, id: str) -> None:
    """Note that a suspected command is about to be handled.

    Raises WorkerLost when it was begun too often; its answer, should it come again, is a refusal.
    """
    with transaction.atomic():
        row, _ = InboxEntry.objects.select_for_update().get_or_create(
            subscriber=_beginnings(subscriber), message_id=id, defaults={"answer": "0"}
        )
        begun = int(row.answer)
        row.answer = str(begun + 1)
        row.save(update_fields=["answer"])
        if begun < len(PAUSES):
            return
        if inbox.answer_to(subscriber, id) is None:
            inbox.remember(subscriber, id, Code.FAILED)
    logger.error("%s gave up on command %s: it kills workers", subscriber, id)
    raise WorkerLost(id)


def settle_command(subscriber: str, id: str) -> None:
    """It is handled: part of the transaction of its effect."""
    InboxEntry.objects.filter(subscriber=_beginnings(subscriber), message_id=id).delete()


def _beginnings(subscriber: str) -> str:
    """Beginnings are kept beside the answers, under a name that no concern has."""
    return subscriber + BEGUN
