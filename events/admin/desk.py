"""What an admin does about parked events: mend one, send it again, or let its stream go on without it.

Invariants:
- The log is never touched.  A mended envelope lies on the row of the failure and is handled in place of
  the log's by that one subscriber; all else sees what has happened.
- Each act is one transaction with its DeskAction, and takes effect only on an event that is parked
  still: whoever looks at an old page is told so and changes nothing.
- Order stays with delivery: after an act the subscriber goes on from its cursor, by the log.
"""

from dataclasses import dataclass
from typing import Any

import msgspec
from django.db import transaction
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from events import registry
from events.delivery import inbox
from events.log import store
from events.messages.envelope import BadEnvelope, Envelope, decode, encode, payload_of, schema_uri
from events.models import DeskAction, FailedDelivery, StoredEvent
from events.schema import DECLARATIONS, Event
from events.upkeep.sweep import poke

PARKED = FailedDelivery.State.PARKED


class DeskError(Exception):
    """An act that is not possible; ``sentence`` says why, in the admin's language."""

    def __init__(self, sentence: "str | Promise") -> None:
        super().__init__(sentence)
        self.sentence = sentence


@dataclass(frozen=True)
class Group:
    """Parked events that have the same trouble."""

    subscriber: str
    type: str
    error: str

    def __str__(self) -> str:
        return f"{self.subscriber} · {self.type} · {self.error}"

    def rows(self) -> "Any":
        """The group's failures, as a query set."""
        return FailedDelivery.objects.filter(
            state=PARKED, subscriber=self.subscriber, type=self.type, error=self.error
        )


def original(failure: FailedDelivery) -> StoredEvent | None:
    """The event as the log has it, without what is sealed; None when it was archived."""
    return StoredEvent.objects.defer("sealed").filter(event_id=failure.event_id).first()


def correction(failure: FailedDelivery) -> Envelope | None:
    """The mended envelope that waits to be handled for this very event; None when there is none."""
    if not failure.corrected:
        return None
    corrected = msgspec.json.decode(failure.corrected, type=Envelope)
    return corrected if corrected.id == failure.event_id else None


def is_parked(id: int, event_id: str) -> bool:
    """Whether this failure still is about that event, and parked."""
    return FailedDelivery.objects.filter(pk=id, event_id=event_id, state=PARKED).exists()


def data_to_edit(failure: FailedDelivery) -> str:
    """The payload as JSON to be edited, in today's version if it can be brought there.

    Raises DeskError when the event is not in the log or its type is not known.
    """
    envelope = correction(failure) or _logged(failure)
    try:
        return _indented(_published(payload_of(envelope)))
    except BadEnvelope:
        return _indented(bytes(envelope.data))


@transaction.atomic
def correct(id: int, event_id: str, data: str, *, by: str) -> FailedDelivery:
    """Have ``data`` (JSON of the payload) handled in place of the log's; the event stays parked.

    Raises DeskError: no longer parked, no such event, or data that its type does not allow.
    """
    failure = _parked(id, event_id)
    logged = _logged(failure)
    before = correction(failure) or logged
    after = _with_data(logged, data)
    failure.corrected = encode(after).decode()
    failure.save(update_fields=["corrected"])
    texts = {"before": _indented(bytes(before.data)), "after": _indented(bytes(after.data))}
    _note(DeskAction.Kind.EDITED, failure, by, **texts)
    return failure


@transaction.atomic
def requeue(id: int, event_id: str, *, by: str) -> FailedDelivery:
    """Have a parked event tried anew, with all its tries.  Raises DeskError."""
    failure = _parked(id, event_id)
    _logged(failure)
    failure.state, failure.due_at, failure.attempts = FailedDelivery.State.WAITING, timezone.now(), 0
    failure.save(update_fields=["state", "due_at", "attempts"])
    _note(DeskAction.Kind.REQUEUED, failure, by)
    transaction.on_commit(lambda: _wake(failure.subscriber, failure.stream))
    return failure


@transaction.atomic
def requeue_group(group: Group, *, by: str) -> int:
    """The same for all of a group that are in the log; the clock sends them.  Returns how many."""
    logged = StoredEvent.objects.values("event_id")
    count: int = (
        group.rows()
        .filter(event_id__in=logged)
        .update(state=FailedDelivery.State.WAITING, due_at=timezone.now(), attempts=0)
    )
    if count:
        DeskAction.objects.create(
            kind=DeskAction.Kind.REQUEUED_GROUP,
            by=by,
            events=count,
            subscriber=group.subscriber,
            type=group.type,
            error=group.error,
        )
    return count


@transaction.atomic
def drop(id: int, event_id: str, *, by: str) -> FailedDelivery:
    """Let this subscriber's stream go on as if the event had been handled.  Raises DeskError."""
    failure = _parked(id, event_id)
    if not inbox.advance(failure.subscriber, failure.stream, failure.sequence):
        raise DeskError(_("It has been handled meanwhile."))
    logged = original(failure)
    _note(DeskAction.Kind.DROPPED, failure, by, before=_indented_text(logged.envelope) if logged else "")
    FailedDelivery.objects.filter(pk=failure.pk).delete()
    transaction.on_commit(lambda: _wake(failure.subscriber, failure.stream))
    return failure


def _parked(id: int, event_id: str) -> FailedDelivery:
    """Locked until the transaction ends.  The row of a stream may have gone over to a later event."""
    rows = FailedDelivery.objects.select_for_update()
    failure = rows.filter(pk=id, event_id=event_id, state=PARKED).first()
    if failure is None:
        raise DeskError(_("This event is not parked any more."))
    return failure


def _logged(failure: FailedDelivery) -> Envelope:
    row = original(failure)
    if row is None:
        raise DeskError(_("The event is not in the log any more; it can only be dropped."))
    try:
        envelope = store.envelope_of(row)
    except msgspec.DecodeError:
        raise DeskError(
            _("The event's envelope in the log cannot be read; it can only be dropped.")
        ) from None
    if envelope.type not in DECLARATIONS:
        raise DeskError(_("This release does not know the event's type."))
    return envelope


def _with_data(envelope: Envelope, data: str) -> Envelope:
    try:
        raw = msgspec.Raw(msgspec.json.encode(msgspec.json.decode(data)))
        uri = schema_uri(envelope.declaration)
        edited = decode(encode(msgspec.structs.replace(envelope, data=raw, dataschema=uri)))
        published = _published(payload_of(edited))
    except (BadEnvelope, msgspec.DecodeError, RecursionError) as error:
        raise DeskError(str(error)) from None
    return msgspec.structs.replace(edited, data=msgspec.Raw(published))


def _published(event: Any) -> bytes:
    assert isinstance(event, Event)
    data, sealed = store.split(event)
    if sealed:
        raise DeskError(_("Sealed fields cannot be set here: no published copy has them."))
    return data


def _note(kind: str, failure: FailedDelivery, by: str, **texts: str) -> None:
    DeskAction.objects.create(
        kind=kind,
        by=by,
        subscriber=failure.subscriber,
        type=failure.type,
        error=failure.error,
        stream=failure.stream,
        sequence=failure.sequence,
        event_id=failure.event_id,
        **texts,
    )


def _wake(subscriber: str, stream: str) -> None:
    """Send the stream's newest event, so that all the subscriber has missed follows at once.

    Should this get lost, the clock and the lag sweep do the same a little later.
    """
    wanted = registry.concern(subscriber).wants()
    newest = StoredEvent.objects.filter(stream=stream, type__in=wanted).order_by("-sequence").first()
    if newest:
        poke(subscriber, newest)


def _indented(data: bytes) -> str:
    return msgspec.json.format(data, indent=2).decode()


def _indented_text(text: str) -> str:
    return _indented(text.encode())
