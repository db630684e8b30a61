"""Commands that fall due.  Rows are set in the transaction that makes them necessary."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.db.models import QuerySet
from django.utils import timezone

from events.messages.envelope import Envelope, encode, wrap_command
from events.models import Deadline
from events.schema import Command
from events.telemetry import tracing
from events.work import UnitOfWork

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
    existing = {row.purpose: row for row in Deadline.objects.filter(stream=stream)}
    gone = [
        row.pk
        for purpose, row in existing.items()
        if purpose not in wanted or wanted[purpose].version != row.version
    ]
    if gone:
        Deadline.objects.filter(pk__in=gone).delete()
    Deadline.objects.bulk_create(
        _row(work, stream, purpose, due)
        for purpose, due in wanted.items()
        if purpose not in existing or existing[purpose].version != due.version
    )


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
