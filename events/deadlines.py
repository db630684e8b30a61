"""Commands that fall due.  Rows are set in the transaction that makes them necessary."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from events.messages.envelope import encode, wrap_command
from events.models import Deadline
from events.schema import Command
from events.telemetry import tracing
from events.work import UnitOfWork


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
