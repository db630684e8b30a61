"""Events A, B and C, patterns over them, and a fold that tells when each matched."""

from collections.abc import Sequence
from typing import Any

from events.patterns import cep
from events.patterns.cep import Absent, Hit, Idle, Pattern, Seen, State, Steps, Times, of, on
from events.schema import Event

FOREVER = 10**9  # seconds


class A(Event, frozen=True):
    player: str = "alice"


class B(Event, frozen=True):
    player: str = "alice"


class C(Event, frozen=True):
    player: str = "alice"


def each(type: type[Event]) -> cep.Trigger:
    return on(type, lambda e: of(e.player))  # type: ignore[attr-defined]


def no_past(*_: object) -> list[Seen]:
    return []


def fold(pattern: Pattern, script: Sequence[tuple[float, Event]], *, until: float = FOREVER) -> list[Any]:
    """(key, started, ended) of every match, seconds; the script is (second, event) in the log's order."""
    watch, state = [(pattern, cep.Terms(pattern.count, pattern.within))], State()
    found = []
    for position, (second, event) in enumerate(script, 1):
        found += cep.show(watch, state, Seen(event, position, int(second * 1000)), no_past)
    found += cep.pass_time(watch, state, int(until * 1000))
    return [(f.match.key, f.match.started / 1000, f.match.ended / 1000) for f in found]


def described(**settings: Any) -> dict[str, Any]:
    return {"name": "test", "about": "A test.", "within": 10, **settings}


def thrice(**settings: Any) -> Times:
    return Times(**described(on=each(A), count=3, **settings))


def in_order(*types: type[Event], **settings: Any) -> Steps:
    return Steps(**described(steps=tuple(each(type) for type in types), **settings))


def missing() -> Absent:
    return Absent(**described(on=each(A), then=each(B)))


class Opened(Event, frozen=True):
    pass


class Closed(Event, frozen=True):
    pass


def idle() -> Idle:
    return Idle(
        **described(
            starts=on(Opened),
            ends=on(Closed),
            comes=on(A, lambda e: [Hit("", (e.player,))]),
            goes=on(B, lambda e: [Hit("", (e.player,))]),
            activity=on(C),
        )
    )
