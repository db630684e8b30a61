"""How a payload of an older version becomes one of today: one function for each step.

An event keeps the version it was written with, in the log for ever; a message in a queue keeps it while
one side is upgraded before the other.  ``envelope.payload_of`` leads such a payload from its own
version up to the present one and decodes only the result, so no handler ever sees an old shape.

An up-caster is given the payload as its JSON says it and returns that of the next version.  Subscribers
hand in the published copy, where sealed fields are missing, and the owner's fold the whole one: it may
not count on a sealed field.  Like the schema of its version (docs/schemas) it is kept for ever.

The up-casters stand at the end of this file, by type and version::

    @upcaster("game.described", 1)
    def _hints_have_a_length(data: Payload) -> Payload:
        return {**data, "length": len(data["text"])}
"""

from collections.abc import Callable
from typing import Any

Payload = dict[str, Any]
Upcaster = Callable[[Payload], Payload]

_UPCASTERS: dict[tuple[str, int], Upcaster] = {}


def upcaster(type: str, version: int) -> Callable[[Upcaster], Upcaster]:
    """Declare how ``version`` of a type becomes ``version + 1``.  ValueError if that is declared."""

    def declare(step: Upcaster) -> Upcaster:
        if (type, version) in _UPCASTERS:
            raise ValueError(f"{type} has two up-casters from version {version}")
        _UPCASTERS[type, version] = step
        return step

    return declare


def upcast(type: str, data: Payload, *, version: int, to: int) -> Payload:
    """The payload as version ``to`` would have written it.  KeyError when a step is missing."""
    for step in range(version, to):
        data = _UPCASTERS[type, step](data)
    return data


def steps() -> set[tuple[str, int]]:
    """(type, version) of every up-caster there is."""
    return set(_UPCASTERS)
