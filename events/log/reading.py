"""Reading the log from any place, and going on live: each event once, in order, none left out.

Positions are handed out in commit order (store), so a reader that has seen the log up to its end will
never meet a smaller position later.  Hence no place has to be read twice: where the next page begins
also passes over what the selection has left out.

What is read is the published copy of an event; sealed fields are not even fetched.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import msgspec
from django.db.models import Max

from events.log.selection import Selection
from events.models import StoredEvent

# An event's time is that of its transaction's start.  No transaction lasts this long, so an event made
# at T lies behind each one made this much before T.
LONGEST_TRANSACTION = timedelta(minutes=10)

FIELDS = ("position", "stream", "sequence", "type", "time", "envelope")
BETWEEN_US = frozenset(("actor", "correlationid", "causationid", "traceparent"))  # no business of players

Attributes = dict[str, msgspec.Raw]
_attributes = msgspec.json.Decoder(Attributes)


@dataclass(frozen=True)
class Page:
    """``rows`` in order, and the position after which the next page begins.  ``level``: the reader has
    seen everything that was there."""

    rows: Sequence[StoredEvent]
    next: int
    level: bool


def page(selection: Selection) -> Page:
    """The selection's first ``limit`` events, in three queries at most."""
    # The end first: whatever is stored after this query comes after it in the log, too.
    end = StoredEvent.objects.aggregate(Max("position"))["position__max"] or 0
    after = max(selection.after, _before(selection.since) if selection.since else 0)
    rows = StoredEvent.objects.filter(position__gt=after, position__lte=end, **_conditions(selection))
    found = list(rows.order_by("position").only(*FIELDS)[: selection.limit])
    if len(found) == selection.limit:
        return Page(found, found[-1].position, level=False)
    return Page(found, max(after, end), level=True)


def _before(since: datetime) -> int:
    """A position that lies before every event made at ``since`` or later; found by an index."""
    earlier = StoredEvent.objects.filter(time__lt=since - LONGEST_TRANSACTION).order_by("-time")
    return earlier.values_list("position", flat=True).first() or 0


def _conditions(selection: Selection) -> dict[str, object]:
    conditions: dict[str, object] = {
        "room": selection.room,
        "stream": selection.stream,
        "time__gte": selection.since,
        "type__in": sorted(selection.types),
    }
    return {name: value for name, value in conditions.items() if value}


def follow(selection: Selection, *, go_on: Callable[[], bool]) -> Iterator[StoredEvent]:
    """The selection's events from its start, then the new ones as they come.

    ``go_on`` is asked each time the reader is level with the log: it waits a moment and tells whether
    to look again.  Raises the database's errors; what was given up to then is not given again when one
    begins anew after the last position.
    """
    while True:
        found = page(selection)
        yield from found.rows
        selection = replace(selection, after=found.next)
        if found.level and not go_on():
            return


def attributes(row: StoredEvent) -> Attributes:
    """The event's CloudEvents attributes, with its place in the log as the extension ``position``: a
    string, like ``sequence``, since an integer of CloudEvents has 32 bits."""
    position = msgspec.Raw(msgspec.json.encode(str(row.position)))
    return {**_attributes.decode(row.envelope), "position": position}


def for_players(attributes: Attributes) -> Attributes:
    """The same without what only we need: who caused what, and the trace."""
    return {name: value for name, value in attributes.items() if name not in BETWEEN_US}
