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


# As matches were played before there was anything to choose: a lap that the vote asks for, a defence and a
# ruling did not exist.
_BEFORE_SETTINGS: Payload = {
    "mode": "classic",
    "liar_count": 1,
    "liars_meet": False,
    "goal": 0,
    "seconds": {},
    "laps": 1,
    "more_laps": 0,
    "discussion": True,
    "defence": "off",
    "guess": "caught",
    "tries": 1,
    "rulings": False,
    "anonymous": False,
    "difficulty": 0,
    "bots": "normal",
}


def _rounds_and_pace_are_settings(data: Payload) -> Payload:
    chosen = {"rounds": data["rounds"], "pace": data["pace"]}
    return {"players": data["players"], "settings": {**_BEFORE_SETTINGS, **chosen}}


upcaster("rooms.game_requested", 1)(_rounds_and_pace_are_settings)
upcaster("game.match_started", 1)(_rounds_and_pace_are_settings)


@upcaster("desk.order_given", 1)
def _orders_have_names(data: Payload) -> Payload:
    return {**data, "name": "", "minutes": 0, "nickname": ""}


@upcaster("game.phase_started", 1)
def _there_are_more_phases(data: Payload) -> Payload:
    return data


@upcaster("game.round_revealed", 1)
def _there_are_modes(data: Payload) -> Payload:
    return {**data, "category": "", "mode": "classic", "decoy": None, "spies": [], "verdict": {}}


@upcaster("rooms.host_changed", 1)
def _a_host_was_followed_when_he_left(data: Payload) -> Payload:
    return {**data, "reason": "left"}


@upcaster("rooms.host_changed", 2)
def _no_host_was_idle(data: Payload) -> Payload:
    return data


@upcaster("rooms.open_room", 1)
@upcaster("rooms.join_room", 1)
def _doors_were_open(data: Payload) -> Payload:
    return data


@upcaster("game.round_dealt", 1)
@upcaster("game.round_revealed", 2)
def _packs_had_a_title_alone(data: Payload) -> Payload:
    return {**data, "pack": ""}
