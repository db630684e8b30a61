"""What has led to what: an event's cause, its effects, and all that followed from one action.

An action is known by its correlation id.  A command is no event and so not in the log; it shows as the
id that its events name as their cause.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import msgspec
from django.db.models import QuerySet

from events.models import CausationId, CorrelationId, StoredEvent

LIMIT = 500  # events of one action that are shown; a match played through has about as many
EFFECTS = 100


class Links(msgspec.Struct, frozen=True):
    """What of an envelope ties it to others."""

    id: str
    correlationid: str = ""
    causationid: str = ""
    actor: str = ""


@dataclass(frozen=True)
class Step:
    """One line of the indented list: an event, or (``row`` is None) a message that is not in the log."""

    depth: int  # 0: what started it
    message: str  # id
    row: StoredEvent | None = None


@dataclass(frozen=True)
class Trail:
    """``cut``: there is more than is shown."""

    steps: list[Step] = field(default_factory=list)
    cut: bool = False


def links_of(row: StoredEvent) -> Links:
    """Empty ones when the envelope cannot be read."""
    try:
        return msgspec.json.decode(row.envelope, type=Links)
    except msgspec.DecodeError:
        return Links(row.event_id)


def cause_of(links: Links) -> StoredEvent | None:
    """The event right before; None when a command, or nothing in the log, was the cause."""
    return _rows().filter(event_id=links.causationid).first() if links.causationid else None


def effects_of(links: Links) -> list[StoredEvent]:
    """The first events that this one has caused directly, in the log's order."""
    if not links.correlationid:
        return []
    same = _rows().alias(action=CorrelationId("envelope"), cause=CausationId("envelope"))
    return list(same.filter(action=links.correlationid, cause=links.id).order_by("position")[:EFFECTS])


def trail(correlation: str) -> Trail:
    """All that followed from one action, as an indented list in the log's order."""
    if not correlation:
        return Trail()
    of_action = _rows().alias(action=CorrelationId("envelope")).filter(action=correlation)
    rows = list(of_action.order_by("position")[: LIMIT + 1])
    return Trail(list(_steps(rows[:LIMIT])), cut=len(rows) > LIMIT)


def _rows() -> "QuerySet[StoredEvent]":
    return StoredEvent.objects.defer("sealed")


def _steps(rows: Sequence[StoredEvent]) -> Iterator[Step]:
    known = {row.event_id for row in rows}
    children: dict[str, list[StoredEvent]] = defaultdict(list)
    for row in rows:
        children[links_of(row).causationid].append(row)
    for root in (cause for cause in list(children) if cause not in known):
        yield Step(0, root)
        yield from _below(root, children)


def _below(root: str, children: dict[str, list[StoredEvent]]) -> Iterator[Step]:
    waiting = [(1, row) for row in reversed(children.pop(root))]
    while waiting:
        depth, row = waiting.pop()
        yield Step(depth, row.event_id, row)
        waiting += [(depth + 1, child) for child in reversed(children.pop(row.event_id, []))]
