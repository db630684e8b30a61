"""Which events count for a pattern, and under which key."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from events.schema import Event


@dataclass(frozen=True)
class Hit:
    """One event counts under this key.  ``who``: the players it is about."""

    key: str
    who: tuple[str, ...] = ()


E = TypeVar("E", bound=Event)
Reader = Callable[[Any], Iterable[Hit]]


class Trigger:
    """Event types, each with a reader that answers the hits of one event; ``|`` joins two triggers."""

    def __init__(self, readers: Mapping[type[Event], tuple[Reader, ...]]) -> None:
        self._readers = readers

    @property
    def types(self) -> frozenset[type[Event]]:
        return frozenset(self._readers)

    def __call__(self, event: Event) -> list[Hit]:
        return [hit for read in self._readers.get(type(event), ()) for hit in read(event)]

    def __or__(self, other: "Trigger") -> "Trigger":
        types = self.types | other.types
        return Trigger({t: self._readers.get(t, ()) + other._readers.get(t, ()) for t in types})


NEVER = Trigger({})


def on(type: type[E], read: Callable[[E], Iterable[Hit]] = lambda event: [Hit("")]) -> Trigger:
    """Events of one type.  Without ``read`` every one counts, all under one key."""
    return Trigger({type: (read,)})


def of(player: str, *, when: bool = True) -> list[Hit]:
    """A player's own hit, or none."""
    return [Hit(player, (player,))] if when else []
