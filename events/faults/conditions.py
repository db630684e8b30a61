"""What is out of order just now, and what of it players are told.  Pure: what was perceived comes as values.

An incident is known by (kind, subject):

    broker    ""          no connection to the broker, or no answer: messages take a detour
    worker    a concern   none of its workers is alive
    parked    subscriber  it has given up on events; an admin decides
    unrouted  what        type of an event that no queue takes, or what was gone from the broker
    media     a room      video and sound of that room fail; "": of all, no media server is alive
    redis     ""          no frame reaches a browser
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Literal

import msgspec

Key = tuple[str, str]  # kind, subject
Part = Literal["broker", "rooms", "game", "chat", "media"]  # as the frame ``status`` names what is degraded

CONCERNS: tuple[Part, ...] = ("rooms", "game", "chat", "media")  # those that players would miss


@dataclass(frozen=True)
class Damping:
    """How long it has to be bad to be told, and good to be taken back: what flaps is one incident."""

    bad: timedelta
    good: timedelta


DAMPING: Mapping[str, Damping] = {
    "broker": Damping(timedelta(seconds=2), timedelta(seconds=3)),
    # A worker that is replaced is away for some seconds.
    "worker": Damping(timedelta(seconds=5), timedelta(seconds=3)),
    "parked": Damping(timedelta(), timedelta(seconds=5)),
    "unrouted": Damping(timedelta(seconds=2), timedelta(seconds=5)),
    "media": Damping(timedelta(), timedelta(seconds=5)),
    "redis": Damping(timedelta(seconds=2), timedelta(seconds=3)),
}


@dataclass(frozen=True)
class Sight:
    """What can be perceived; None where it could not be: what was open of that kind stays open."""

    broker_down: bool = False
    redis_down: bool | None = None
    workers: Mapping[str, int] | None = None  # concern -> live processes
    concerns: Collection[str] = ()  # those that need a worker
    parked: Mapping[str, int] = field(default_factory=dict)  # subscriber -> events
    unrouted: Collection[str] = ()  # types, and what the broker lacks
    routes_known: bool = False
    media: Collection[str] = ()  # rooms


@dataclass(frozen=True)
class Present:
    """``found``: what is bad, with a detail for admins.  ``unknown``: kinds nobody can tell of now."""

    found: Mapping[Key, str]
    unknown: frozenset[str] = frozenset()


def present(sight: Sight) -> Present:
    """The conditions that hold now."""
    found: dict[Key, str] = {}
    if sight.broker_down:
        found["broker", ""] = "no connection, or no answer in time"
    if sight.redis_down:
        found["redis", ""] = "no connection, or no answer in time"
    for concern in sight.concerns if sight.workers is not None else ():
        if not (sight.workers or {}).get(concern):
            found["worker", concern] = "no live worker"
    for subscriber, count in sight.parked.items():
        found["parked", subscriber] = f"{count} parked"
    for name in sight.unrouted:
        found["unrouted", name] = "no queue takes it"
    for room in sight.media:
        found["media", room] = "its events fail again and again, or its server is gone"
    known = {
        "redis": sight.redis_down is not None,
        "worker": sight.workers is not None,
        "unrouted": sight.routes_known,
    }
    return Present(found, frozenset(kind for kind, told in known.items() if not told))


class Notice(msgspec.Struct, frozen=True):
    """What players may know of the open incidents: names for the frame ``status``."""

    everywhere: list[Part] = []
    rooms: dict[str, list[Part]] = {}  # code -> what works only in part in that room alone


def notice(open: Iterable[Key]) -> Notice:
    """The part of the open incidents that concerns players."""
    keys = set(open)
    everywhere = [concern for concern in CONCERNS if ("worker", concern) in keys]
    if ("broker", "") in keys:
        everywhere.insert(0, "broker")
    if ("media", "") in keys and "media" not in everywhere:
        everywhere.append("media")
    return Notice(everywhere, {room: ["media"] for kind, room in sorted(keys) if kind == "media" and room})
