"""What was handled already.  Rows are written in the transaction of the effect, never apart.

The statements are written out: they run for every message, and building them through the ORM
costs more than the database takes for them.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import IntegrityError, connection
from django.utils import timezone

from events.log.store import Conflict
from events.models import Cursor, FailedDelivery, InboxEntry

_CURSORS = Cursor._meta.db_table
_INBOX = InboxEntry._meta.db_table
_REMEMBER = f"INSERT INTO {_INBOX} (subscriber, message_id, answer, handled_at) VALUES "


def answer_to(subscriber: str, message_id: str) -> str | None:
    """The answer given to this command before; None when it is new."""
    return answers_to(subscriber, [message_id]).get(message_id)


def answers_to(subscriber: str, message_ids: Sequence[str]) -> dict[str, str]:
    """The answers given before to those of the commands that are not new."""
    if not message_ids:
        return {}
    where = f"SELECT message_id, answer FROM {_INBOX} WHERE subscriber = %s AND message_id IN ({{}})"
    with connection.cursor() as cursor:
        cursor.execute(where.format(_places(message_ids)), [subscriber, *message_ids])
        return dict(cursor.fetchall())


def remember(subscriber: str, message_id: str, answer: str) -> None:
    """Note a command as handled.  Raises Conflict when another worker was handling it too."""
    remember_all(subscriber, {message_id: answer})


def remember_all(subscriber: str, answers: Mapping[str, str]) -> None:
    """The same for several commands: id -> answer."""
    if not answers:
        return
    now = connection.ops.adapt_datetimefield_value(timezone.now())
    values = [value for id, answer in answers.items() for value in (subscriber, id, answer, now)]
    rows = ", ".join(["(%s, %s, %s, %s)"] * len(answers))
    try:
        with connection.cursor() as cursor:
            cursor.execute(_REMEMBER + rows, values)
    except IntegrityError:
        raise Conflict(f"{', '.join(answers)}: being handled elsewhere") from None


# --- cursors -------------------------------------------------------------------------------

_FAILURES = FailedDelivery._meta.db_table
_PUT = f"INSERT INTO {_CURSORS} (subscriber, stream, sequence) VALUES "
_THERE = " ON CONFLICT (subscriber, stream) DO UPDATE SET sequence = "
_WAITS = (
    f"EXISTS (SELECT 1 FROM {_FAILURES} f WHERE f.subscriber = {_CURSORS}.subscriber"
    f" AND f.stream = {_CURSORS}.stream)"
)
_HOLD = f"{_THERE}{_CURSORS}.sequence RETURNING stream, sequence, {_WAITS}"
_STANDING = (
    f"SELECT (SELECT sequence FROM {_CURSORS} WHERE subscriber = %s AND stream = %s),"
    f" EXISTS (SELECT 1 FROM {_FAILURES} WHERE subscriber = %s AND stream = %s)"
)
_MOVE = f"{_THERE}excluded.sequence WHERE {_CURSORS}.sequence < excluded.sequence"


def reached(subscriber: str, stream: str) -> int:
    """Sequence of the last event handled; 0 for none."""
    return standing(subscriber, stream)[0]


def standing(subscriber: str, stream: str) -> tuple[int, bool]:
    """The same, and whether the stream waits for an event which the subscriber could not handle."""
    with connection.cursor() as cursor:
        cursor.execute(_STANDING, [subscriber, stream, subscriber, stream])
        sequence, waits = cursor.fetchone()
    return sequence or 0, bool(waits)


def advance(subscriber: str, stream: str, sequence: int) -> bool:
    """Move the cursor to an event about to be handled; False when it was handled before.

    The row stays locked until the transaction ends, so that no two workers handle one event.
    """
    return _put(subscriber, {stream: sequence}, _MOVE) == 1


def hold_cursors(subscriber: str, streams: Sequence[str]) -> tuple[dict[str, int], set[str]]:
    """How far the streams are handled (stream -> sequence), and those that wait for an event which the
    subscriber could not handle.  Nobody else handles them until the transaction ends.  They have to be
    sorted, else two transactions could wait for each other."""
    if not streams:
        return {}, set()
    with connection.cursor() as cursor:
        cursor.execute(*_statement(subscriber, dict.fromkeys(streams, 0), _HOLD))
        found = cursor.fetchall()
    return {stream: at for stream, at, _ in found}, {stream for stream, _, waits in found if waits}


def move_cursors(subscriber: str, reached: Mapping[str, int]) -> None:
    """Note how far streams, whose cursors are held, are handled now."""
    if reached:
        _put(subscriber, reached, _MOVE)


def _put(subscriber: str, sequences: Mapping[str, int], otherwise: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(*_statement(subscriber, sequences, otherwise))
        return int(cursor.rowcount)


def _statement(subscriber: str, sequences: Mapping[str, int], otherwise: str) -> tuple[str, list[Any]]:
    values = [value for stream, sequence in sequences.items() for value in (subscriber, stream, sequence)]
    return _PUT + ", ".join(["(%s, %s, %s)"] * len(sequences)) + otherwise, values


def _places(values: Sequence[Any]) -> str:
    return ", ".join(["%s"] * len(values))
