"""What was handled already.  Rows are written in the transaction of the effect, never apart."""

from django.db import IntegrityError

from events.models import Cursor, InboxEntry
from events.store import Conflict


def answer_to(subscriber: str, message_id: str) -> str | None:
    """The answer given to this command before; None when it is new."""
    return (
        InboxEntry.objects.filter(subscriber=subscriber, message_id=message_id)
        .values_list("answer", flat=True)
        .first()
    )


def remember(subscriber: str, message_id: str, answer: str) -> None:
    """Note a command as handled.  Raises Conflict when another worker was handling it too."""
    try:
        InboxEntry.objects.create(subscriber=subscriber, message_id=message_id, answer=answer)
    except IntegrityError:
        raise Conflict(f"{message_id} is being handled elsewhere") from None


def reached(subscriber: str, stream: str) -> int:
    """Sequence of the last event handled; 0 for none."""
    sequence = (
        Cursor.objects.filter(subscriber=subscriber, stream=stream).values_list("sequence", flat=True).first()
    )
    return sequence or 0


def advance(subscriber: str, stream: str, sequence: int) -> bool:
    """Move the cursor to an event about to be handled; False when it was handled before.

    The row stays locked until the transaction ends, so that no two workers handle one event.
    """
    Cursor.objects.get_or_create(subscriber=subscriber, stream=stream)
    behind = Cursor.objects.filter(subscriber=subscriber, stream=stream, sequence__lt=sequence)
    return behind.update(sequence=sequence) == 1
