"""The patterns of all concerns, for the worker that watches for them and the clock."""

import game.patterns
import media.patterns
import rooms.patterns
from events.catalogue.faults import IncidentCleared, IncidentRaised
from events.patterns import watching
from events.patterns.cep import Hit, Pattern, Times, Trigger
from events.registry import EventTable
from events.schema import DECLARATIONS, Event, Kind, declaration_of


def _fault(event: Event) -> list[Hit]:
    """By the service that failed.  The same message tried again is no further fault, and no incident is:
    it lasts, and its end is good news."""
    if getattr(event, "attempt", 1) > 1 or isinstance(event, (IncidentRaised, IncidentCleared)):
        return []
    return [Hit(getattr(event, "subscriber", declaration_of(event).type))]


FAULTS = Trigger(
    {
        declaration.payload: (_fault,)
        for declaration in DECLARATIONS.values()
        if issubclass(declaration.payload, Event) and declaration.kind is Kind.FAULT
    }
)

PATTERNS: list[Pattern] = [
    *rooms.patterns.PATTERNS,
    *game.patterns.PATTERNS,
    *media.patterns.PATTERNS,
    Times(
        name="fault_burst",
        about="A service fails at many messages of many rooms in a short time.",
        on=FAULTS,
        count=10,
        within=60,
        everywhere=True,
    ),
]

EVENTS: EventTable = watching.install(PATTERNS)
