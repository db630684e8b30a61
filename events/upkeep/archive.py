"""Retention: rooms that are long over leave the log for files, whole or not at all.

A room goes when it is closed, every event of it, in whatever stream, is older than the limit, all of
them are published, and nobody has anything left to do with them: no subscriber is behind, no delivery
failed, no deadline is set, no pattern waits.  So no fold ever meets half a stream.  With the events go
the cursors and pattern windows of the room: should its code ever be used again, it begins like any other.

A row is deleted only when the very same was read back from its file.
"""

import fcntl
import os
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

import msgspec
from django.db import transaction
from django.db.models import Max

from events import registry
from events.catalogue import RoomClosed
from events.log import store
from events.models import Cursor, Deadline, FailedDelivery, PatternWindow, StoredEvent
from events.schema import declaration_of
from events.upkeep import archive_file
from events.upkeep.archive_file import Line

ROOMS = 50  # handled together

Content = tuple[bytes, str]  # of one row: published copy and sealed fields


class Busy(Exception):
    """Another run is archiving into the same directory."""


class Damaged(Exception):
    """What was written is not what is read back; the room stays in the log."""


@dataclass
class Report:
    """``waiting``: rooms that are old enough and closed, of which somebody still needs the events."""

    rooms: int = 0
    events: int = 0
    waiting: int = 0


def archive(before: datetime, directory: Path) -> Report:
    """Move what can go.  Can be run again, also after it was killed at any moment.

    Raises Busy, Damaged, or OSError when the directory is of no use.
    """
    report = Report()
    with _alone(directory):
        for rooms in _batches(_closed_rooms(before)):
            settled = [room for room in rooms if _is_settled(room)]
            report.waiting += len(rooms) - len(settled)
            kept = _written(settled, directory)
            for room in settled:
                deleted = _delete(room, kept)
                report.rooms += bool(deleted)
                report.events += deleted
    return report


def preview(before: datetime) -> Report:
    """What ``archive`` would do; changes nothing."""
    rooms = _closed_rooms(before)
    settled = [room for room in rooms if _is_settled(room)]
    events = sum(StoredEvent.objects.filter(room__in=batch).count() for batch in _batches(settled))
    return Report(len(settled), events, len(rooms) - len(settled))


@contextmanager
def _alone(directory: Path) -> Iterator[None]:
    """Two runs at once could each replace the file that the other has just checked."""
    directory.mkdir(mode=0o700, parents=True, exist_ok=True)
    descriptor = os.open(directory / ".lock", os.O_CREAT | os.O_RDWR, 0o600)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Busy(f"another run is archiving into {directory}") from None
        yield
    finally:
        os.close(descriptor)


def _batches(rooms: Sequence[str]) -> Iterator[Sequence[str]]:
    return (rooms[start : start + ROOMS] for start in range(0, len(rooms), ROOMS))


def _closed_rooms(before: datetime) -> list[str]:
    """Closed rooms of which the newest event is older."""
    closed = StoredEvent.objects.filter(type=declaration_of(RoomClosed).type, time__lt=before)
    old: list[str] = []
    for rooms in _batches(list(closed.order_by("position").values_list("room", flat=True))):
        newest = StoredEvent.objects.filter(room__in=rooms).values_list("room").annotate(Max("time"))
        old += sorted(room for room, time in newest if time < before)
    return old


def _is_settled(room: str) -> bool:
    events = StoredEvent.objects.filter(room=room)
    streams = set(events.values_list("stream", flat=True))
    return not (
        events.filter(published_at__isnull=True).exists()
        or FailedDelivery.objects.filter(stream__in=streams).exists()
        or Deadline.objects.filter(stream__in=streams).exists()
        or PatternWindow.objects.filter(room=room, expires_at__isnull=False).exists()
        or _somebody_is_behind(room, streams)
    )


def _somebody_is_behind(room: str, streams: set[str]) -> bool:
    heads = list(
        StoredEvent.objects.filter(room=room).values_list("stream", "type").annotate(Max("sequence"))
    )
    cursors = Cursor.objects.filter(stream__in=streams).values_list("subscriber", "stream", "sequence")
    reached = {(subscriber, stream): sequence for subscriber, stream, sequence in cursors}
    return any(
        reached.get((concern.name, stream), 0) < sequence
        for concern in registry.concerns()
        for stream, type, sequence in heads
        if type in concern.wants()
    )


def _written(rooms: Sequence[str], directory: Path) -> dict[int, Content]:
    """Write the rooms' events; position -> content of what the files hold of them now."""
    days: dict[date, list[StoredEvent]] = defaultdict(list)
    for row in StoredEvent.objects.filter(room__in=rooms).order_by("position"):
        days[row.time.astimezone(UTC).date()].append(row)
    kept: dict[int, Content] = {}
    for day, rows in sorted(days.items()):
        file = directory / archive_file.name_of(day)
        try:
            archive_file.add(file, map(_line, rows))
            mine = {row.position for row in rows}
            kept |= {
                line.position: (bytes(line.event), line.sealed)
                for line in archive_file.read(file)
                if line.position in mine
            }
        except (EOFError, msgspec.DecodeError, OSError) as error:
            raise Damaged(f"{file}: {error}") from error
    return kept


def _line(row: StoredEvent) -> Line:
    assert row.published_at is not None  # else the room were not settled
    return Line(row.position, row.published_at, msgspec.Raw(row.envelope.encode()), row.sealed)


def _delete(room: str, kept: dict[int, Content]) -> int:
    """Delete a room's events, all or, when one has come meanwhile, none; returns how many."""
    streams = set(StoredEvent.objects.filter(room=room).values_list("stream", flat=True))
    cursors = Cursor.objects.filter(stream__in=streams)
    windows = PatternWindow.objects.filter(room=room)
    with transaction.atomic():
        # Locked in the order of a worker that handles an event, so that neither waits for the other.
        for rows_of_others in (cursors.order_by("pk"), windows):
            list(rows_of_others.select_for_update())
        store.lock()
        rows = list(StoredEvent.objects.filter(room=room))
        for row in rows:
            if row.position in kept and kept[row.position] != (row.envelope.encode(), row.sealed):
                raise Damaged(f"position {row.position} was read back otherwise than it is")
        if not rows or any(row.position not in kept for row in rows) or not _is_settled(room):
            return 0
        cursors.delete()
        windows.delete()
        StoredEvent.objects.filter(room=room).delete()
    return len(rows)
