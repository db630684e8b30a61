"""The patterns of all concerns, for the worker that watches every event."""

import rooms.patterns
from events import patterns
from events.registry import EventTable
from events.schema import DECLARATIONS, Event, Kind

PATTERNS = [*rooms.patterns.PATTERNS]

# Its own matches are left out: a pattern over matches would feed itself.
EVENTS: EventTable = {
    declaration.payload: (patterns.watcher(PATTERNS),)
    for declaration in DECLARATIONS.values()
    if issubclass(declaration.payload, Event) and declaration.kind is not Kind.PATTERN
}
