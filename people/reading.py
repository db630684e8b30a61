"""What the log says of a match, as published: nothing here opens a sealed field."""

from collections.abc import Sequence

from events.catalogue import Described, PlayerConvicted, RoundDealt, RoundRevealed, SeatLeft, WordGuessed
from events.log import store
from events.messages.envelope import Envelope, payload_of
from events.models import StoredEvent
from events.schema import Event, declaration_of

STARTED, DEALT, REVEALED = "game.match_started", "game.round_dealt", "game.round_revealed"
ENDED = "game.match_ended"
TOLD = [
    declaration_of(event).type
    for event in (RoundDealt, Described, PlayerConvicted, WordGuessed, SeatLeft, RoundRevealed)
]
AROUND = 15  # lines of the chat before one that is reported, and after it


def event_of(row: StoredEvent) -> Event:
    event = payload_of(store.envelope_of(row))
    assert isinstance(event, Event)
    return event


def newest(stream: str, before: int, types: Sequence[str]) -> StoredEvent | None:
    """The stream's last event of these types with a sequence below ``before``."""
    rows = StoredEvent.objects.filter(stream=stream, sequence__lt=before, type__in=types)
    return rows.order_by("-sequence").first()


def round_of(reveal: Envelope) -> list[Event]:
    """A round's events, from its deal to this reveal; only the reveal when the deal is archived."""
    last = int(reveal.sequence)
    deal = newest(reveal.subject, last, [DEALT])
    after = deal.sequence - 1 if deal else last - 1
    rows = StoredEvent.objects.filter(
        stream=reveal.subject, sequence__gt=after, sequence__lte=last, type__in=TOLD
    )
    return [event_of(row) for row in rows.order_by("sequence")]


def round_running(cause: Envelope) -> RoundDealt | None:
    """The round that ran when this event of a table happened; None between rounds."""
    row = newest(cause.subject, int(cause.sequence), [DEALT, REVEALED, STARTED, ENDED])
    event = event_of(row) if row else None
    return event if isinstance(event, RoundDealt) else None


def match_before(cause: Envelope) -> int:
    """Sequence of the match that this event belongs to or has ended; 0 when the log does not know."""
    row = newest(cause.subject, int(cause.sequence), [STARTED])
    return row.sequence if row else 0


def lines_around(room: str, number: int | None) -> tuple[str | None, list[str]]:
    """Ids of the events of a line and of those around it; without a number, of the last ones."""
    lines = StoredEvent.objects.filter(stream=f"chat/{room}", type="chat.message_posted")
    line = None
    if number is None:
        near = list(lines.order_by("-sequence")[: 2 * AROUND])[::-1]
    else:
        line = lines.filter(sequence=number).first()
        before = lines.filter(sequence__lte=number).order_by("-sequence")[: AROUND + 1]
        after = lines.filter(sequence__gt=number).order_by("sequence")[:AROUND]
        near = [*list(before)[::-1], *after]
    return (line.event_id if line else None), [row.event_id for row in near]
