"""Messages that a subscriber could not handle: when to try again, when to give up, and the fault told."""

import threading
import time
from contextlib import suppress
from datetime import timedelta

from django.db import DatabaseError, OperationalError
from django.utils import timezone

from events import deadlines
from events.catalogue import EventParked, HandlerFailed
from events.catalogue.faults import CommandFailed, MessageRejected
from events.faults import reporting
from events.log import store
from events.messages.envelope import BadEnvelope, Envelope
from events.models import CausationId, CorrelationId, FailedDelivery, StoredEvent
from events.schema import declaration_of
from events.work import unit_of_work

RECORDED = ("event_id", "type", "error", "sequence", "state", "due_at", "attempts")
PAUSES = (1, 5, 30, 300)  # seconds before each further try; then the event is parked
QUIET = 60.0  # seconds without a further word on messages that cannot be read, of one error

_rejected: dict[tuple[str, str], float] = {}
_rejecting = threading.Lock()


def open_failure(subscriber: str, stream: str) -> FailedDelivery | None:
    """The event for which this subscriber's stream waits, if there is one."""
    return FailedDelivery.objects.filter(subscriber=subscriber, stream=stream).first()


def record(subscriber: str, envelope: Envelope, error: Exception) -> None:
    """Note a failure, choose the next try or park, and tell it as a fault event, all at once.

    What cannot be read (BadEnvelope, hence an unknown version) is parked at once: no pause mends it.
    """
    while True:
        try:
            with unit_of_work(envelope) as work:
                failure = _noted(subscriber, envelope, error)
                reporting.append(work, _fault(failure))
            return
        except store.Conflict:
            continue


def _noted(subscriber: str, envelope: Envelope, error: Exception) -> FailedDelivery:
    failure, _ = FailedDelivery.objects.get_or_create(
        subscriber=subscriber,
        stream=envelope.subject,
        defaults={"sequence": int(envelope.sequence), "due_at": timezone.now()},
    )
    if failure.event_id != envelope.id:
        failure.attempts = 0  # the tries of an earlier event are none of this one's
    failure.event_id, failure.type, failure.error = envelope.id, envelope.type, _name(error)
    failure.sequence = int(envelope.sequence)
    parked = isinstance(error, BadEnvelope) or failure.attempts >= len(PAUSES)
    failure.state = FailedDelivery.State.PARKED if parked else FailedDelivery.State.WAITING
    if not parked:
        failure.due_at = timezone.now() + timedelta(seconds=PAUSES[failure.attempts])
    failure.attempts += 1
    failure.save(update_fields=RECORDED)  # not what an admin may be correcting at this moment
    return failure


def _fault(failure: FailedDelivery) -> EventParked | HandlerFailed:
    what = {
        "subscriber": failure.subscriber,
        "message": failure.event_id,
        "type": failure.type,
        "error": failure.error,
    }
    if failure.state == FailedDelivery.State.PARKED:
        return EventParked(**what)
    return HandlerFailed(**what, attempt=failure.attempts)


def clear(subscriber: str, stream: str) -> None:
    """The stream goes on."""
    FailedDelivery.objects.filter(subscriber=subscriber, stream=stream).delete()


def give_up(subscriber: str, command: Envelope, error: Exception) -> None:
    """Tell that a command failed all its tries; a command that comes again is told once.

    Not of a database that is away: there is nowhere to tell it.  Never raises.
    """
    if isinstance(error, OperationalError):
        return
    if not command.actor:
        with suppress(DatabaseError):
            deadlines.put_off(command)
    if _is_told(command):
        return
    fault = CommandFailed(subscriber=subscriber, message=command.id, type=command.type, error=_name(error))
    reporting.tell(command, fault)


def _is_told(command: Envelope) -> bool:
    of_action = StoredEvent.objects.alias(
        action=CorrelationId("envelope"), cause=CausationId("envelope")
    ).filter(action=command.correlationid)
    return of_action.filter(cause=command.id, type=declaration_of(CommandFailed).type).exists()


def reject(subscriber: str, error: Exception) -> None:
    """Tell that something cannot be a message of ours.  Never raises."""
    kind, now = _name(error), time.monotonic()
    with _rejecting:
        if now - _rejected.get((subscriber, kind), float("-inf")) < QUIET:
            return
        _rejected[subscriber, kind] = now
    reporting.tell(reporting.without_message(subscriber), MessageRejected(subscriber=subscriber, error=kind))


def _name(error: Exception) -> str:
    return type(error).__name__  # never its text: that may quote a secret
