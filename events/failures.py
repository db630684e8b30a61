"""Events that a subscriber could not handle: when to try again, when to give up."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from events import store
from events.catalogue import EventParked, HandlerFailed
from events.envelope import BadEnvelope, Envelope
from events.models import FailedDelivery
from events.schema import Event
from events.work import unit_of_work

RECORDED = ("event_id", "type", "error", "sequence", "state", "due_at", "attempts")
PAUSES = (1, 5, 30, 300)  # seconds before each further try; then the event is parked


def open_failure(subscriber: str, stream: str) -> FailedDelivery | None:
    """The event for which this subscriber's stream waits, if there is one."""
    return FailedDelivery.objects.filter(subscriber=subscriber, stream=stream).first()


def record(subscriber: str, envelope: Envelope, error: Exception) -> None:
    """Note a failure, choose the next try or park, and tell it as a fault event.

    What cannot be read (BadEnvelope, hence an unknown version) is parked at once: no pause mends it.
    """
    kind = type(error).__name__  # never its text: that may quote a secret
    with transaction.atomic():
        failure, _ = FailedDelivery.objects.get_or_create(
            subscriber=subscriber,
            stream=envelope.subject,
            defaults={"sequence": int(envelope.sequence), "due_at": timezone.now()},
        )
        if failure.event_id != envelope.id:
            failure.attempts = 0  # the tries of an earlier event are none of this one's
        failure.event_id, failure.type, failure.error = envelope.id, envelope.type, kind
        failure.sequence = int(envelope.sequence)
        parked = isinstance(error, BadEnvelope) or failure.attempts >= len(PAUSES)
        failure.state = FailedDelivery.State.PARKED if parked else FailedDelivery.State.WAITING
        if not parked:
            failure.due_at = timezone.now() + timedelta(seconds=PAUSES[failure.attempts])
        failure.attempts += 1
        failure.save(update_fields=RECORDED)  # not what an admin may be correcting at this moment
    what = {"subscriber": subscriber, "message": envelope.id, "type": envelope.type, "error": kind}
    _tell(envelope, EventParked(**what) if parked else HandlerFailed(**what, attempt=failure.attempts))


def clear(subscriber: str, stream: str) -> None:
    """The stream goes on."""
    FailedDelivery.objects.filter(subscriber=subscriber, stream=stream).delete()


def _tell(cause: Envelope, fault: Event) -> None:
    if cause.type.startswith("fault."):
        return  # a fault about a fault would never end
    stream = f"fault/{cause.partitionkey}"
    while True:
        try:
            with unit_of_work(cause) as work:
                work.append(stream, [fault], expected=store.head(stream))
            return
        except store.Conflict:
            continue
