"""The event log: append in the caller's transaction, read from any place.

Invariants:
- A stream's sequence has no holes: unique (stream, sequence), each append says what it expects.
- State and events commit together: ``append`` never opens a transaction of its own.
- Positions are handed out in commit order.  SQLite writes one transaction at a time; on PostgreSQL
  an advisory lock, held until commit, does the same, so a reader that has seen position n will
  never meet a smaller one later (writing).
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

import msgspec
from django.db import connection

from events.log import sealing, writing
from events.log.writing import Conflict as Conflict
from events.log.writing import insert_now as insert_now
from events.log.writing import lock as lock
from events.messages.envelope import Envelope, encode, new_id, payload_of, schema_uri
from events.models import StoredEvent
from events.schema import DECLARATIONS, Event, declaration_of
from events.telemetry import tracing


def head(stream: str) -> int:
    """Sequence of the stream's last event; 0 when it has none."""
    known = writing.known_head(stream)
    if known is not None:
        return known
    with connection.cursor() as cursor:
        cursor.execute(writing.HEAD, [stream])
        newest: int | None = cursor.fetchone()[0]
    return newest or 0


def append(
    stream: str, events: Sequence[Event], *, expected: int, cause: Envelope, now: datetime
) -> list[StoredEvent]:
    """Append ``events`` after sequence ``expected``.  Must run inside a transaction.

    Raises Conflict when the stream has moved on, here or (in a unit of work) when the rows are inserted; the
    caller's transaction has then to be rolled back.
    """
    rows = [
        _row(stream, expected + offset, event, cause, now) for offset, event in enumerate(events, start=1)
    ]
    writing.add(rows)
    return rows


def _row(stream: str, sequence: int, event: Event, cause: Envelope, now: datetime) -> StoredEvent:
    declaration = declaration_of(event)
    data, sealed = split(event)
    id = new_id()
    envelope = Envelope(
        specversion="1.0",
        id=id,
        source=f"/lie/{declaration.owner}",
        type=declaration.type,
        subject=stream,
        time=now,
        datacontenttype="application/json",
        dataschema=schema_uri(declaration),
        data=msgspec.Raw(data),
        partitionkey=cause.partitionkey,
        sequence=str(sequence),
        correlationid=cause.correlationid,
        causationid=cause.id,
        traceparent=tracing.outgoing(declaration.type, id, cause.traceparent),
        actor=cause.actor,
    )
    return StoredEvent(
        stream=stream,
        sequence=sequence,
        event_id=envelope.id,
        type=envelope.type,
        room=cause.partitionkey,
        time=now,
        envelope=encode(envelope).decode(),
        sealed=sealing.seal(sealed).decode() if sealed else "",
    )


def split(event: Event) -> tuple[bytes, bytes]:
    """The event's JSON as published, and its sealed fields' JSON (empty when it has none)."""
    names = declaration_of(event).sealed
    fields = msgspec.to_builtins(event)
    secret = {name: fields.pop(name) for name in names if name in fields}
    return msgspec.json.encode(fields), msgspec.json.encode(secret) if secret else b""


def read(
    stream: str, *, after: int = 0, types: Iterable[str] | None = None, limit: int | None = None
) -> list[StoredEvent]:
    """The stream's rows with a sequence greater than ``after``, in order."""
    rows = StoredEvent.objects.filter(stream=stream, sequence__gt=after).order_by("sequence")
    if types is not None:
        rows = rows.filter(type__in=types)
    return list(rows[:limit])


def read_log(*, after: int = 0, room: str | None = None, limit: int = 1000) -> list[StoredEvent]:
    """The whole log (or one room's) with a position greater than ``after``, in order."""
    rows = StoredEvent.objects.filter(position__gt=after).order_by("position")
    return list((rows.filter(room=room) if room else rows)[:limit])


def envelope_of(row: StoredEvent) -> Envelope:
    return msgspec.json.decode(row.envelope, type=Envelope)


def history(stream: str, *, after: int = 0) -> Iterator[Event]:
    """The stream's events with their sealed fields opened: for the owner's fold and nobody else."""
    return map(event_of, later(stream, after + 1))


def later(stream: str, first: int) -> list[StoredEvent]:
    """The stream's rows from sequence ``first`` on, in order; no more of each than ``event_of`` needs."""
    if writing.known_head(stream) is not None:
        insert_now()
    with connection.cursor() as cursor:
        cursor.execute(writing.LATER, [stream, first])
        found = cursor.fetchall()
    return [StoredEvent(sequence=at, envelope=envelope, sealed=sealed) for at, envelope, sealed in found]


def event_of(row: StoredEvent) -> Event:
    """The event with its sealed fields opened."""
    event = payload_of(opened(row))
    assert isinstance(event, Event)
    return event


def opened(row: StoredEvent) -> Envelope:
    """The envelope with the sealed fields back in its data: an up-caster sees the whole payload."""
    envelope = envelope_of(row)
    if not row.sealed:
        return envelope
    fields = msgspec.json.decode(envelope.data) | msgspec.json.decode(sealing.unseal(row.sealed.encode()))
    return msgspec.structs.replace(envelope, data=msgspec.Raw(msgspec.json.encode(fields)))


def wanted_types(kinds: Iterable[str]) -> frozenset[str]:
    """Types of all events of these kinds."""
    chosen = set(kinds)
    return frozenset(d.type for d in DECLARATIONS.values() if d.is_event and d.kind in chosen)
