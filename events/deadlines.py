"""Commands that fall due.  Rows are set in the transaction that makes them necessary."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.db import connection
from django.db.models import QuerySet
from django.utils import timezone

from events.messages.envelope import Envelope, encode, wrap_command
from events.models import Deadline
from events.schema import Command
from events.telemetry import tracing
from events.work import UnitOfWork

_SET = f"SELECT purpose, id, version FROM {Deadline._meta.db_table} WHERE stream = %s"
PAUSES = (5, 30, 300, 3600)  # seconds before a command that failed is sent again; then it is parked


@dataclass(frozen=True)
class Due:
    """Send ``command`` at ``at`` (epoch milliseconds).  ``version`` tells a new deadline of the
    same purpose from the one already set."""

    at: int
    command: Command
    version: int = 0


def replace(work: UnitOfWork, stream: str, wanted: Mapping[str, Due]) -> None:
    """Make ``wanted`` (purpose -> Due) the stream's deadlines; those already set stay as they are."""
    existing = _set_for(stream)
    stay = {
        purpose
        for purpose, (_, version) in existing.items()
        if purpose in wanted and wanted[purpose].version == version
    }
    gone = [pk for purpose, (pk, _) in existing.items() if purpose not in stay]
    if gone:
        Deadline.objects.filter(pk__in=gone).delete()
    new = [_row(work, stream, purpose, due) for purpose, due in wanted.items() if purpose not in stay]
    if new:
        Deadline.objects.bulk_create(new)


def _set_for(stream: str) -> dict[str, tuple[int, int]]:
    """Purpose -> key and version of the stream's deadlines.  Written out: nearly every command asks, and few
    change any; building the query would cost several times what the database takes for it."""
    with connection.cursor() as cursor:
        cursor.execute(_SET, [stream])
        return {purpose: (pk, version) for purpose, pk, version in cursor.fetchall()}


def put_off(command: Envelope) -> None:
    """The command failed all its tries: if a deadline sent it, the next time is after a growing pause.

    After the last one it rests, until a clock starts (``unpark``): maybe with a release that can handle it.
    """
    for row in Deadline.objects.filter(command__contains=f'"id":"{command.id}"'):
        row.failed, row.fired_at = row.failed + 1, None
        row.due_at = timezone.now() + timedelta(seconds=PAUSES[min(row.failed, len(PAUSES)) - 1])
        row.save(update_fields=["failed", "fired_at", "due_at"])


def unpark() -> int:
    """Have those that rest sent once more; how many there are."""
    return Deadline.objects.filter(failed__gt=len(PAUSES)).update(failed=len(PAUSES), due_at=timezone.now())


def due(now: datetime) -> QuerySet[Deadline]:
    """Those whose time has come and that do not rest, the oldest first."""
    return Deadline.objects.filter(due_at__lte=now, failed__lte=len(PAUSES)).order_by("due_at")


def _row(work: UnitOfWork, stream: str, purpose: str, due: Due) -> Deadline:
    command = wrap_command(due.command, work.room, cause=work.cause)
    tracing.sent(command.id, "scheduled")
    return Deadline(
        stream=stream,
        purpose=purpose,
        version=due.version,
        due_at=datetime.fromtimestamp(due.at / 1000, UTC),
        command=encode(command).decode(),
    )
