"""How a message type is declared: one closed msgspec struct per type.

An event is a fact in the past tense with any number of listeners; a command is a wish in the
imperative with exactly one owner, who may refuse it.  Both are plain data: no module here or in
``catalogue`` and ``commands`` knows Django, a broker or a socket.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

import msgspec


class Kind(StrEnum):
    """What a message is about.  Each subscriber has one queue per kind, so that a storm of
    reconnects (connection) never delays a vote (game)."""

    CONNECTION = "connection"
    GAME = "game"
    CHAT = "chat"
    MEDIA = "media"
    PATTERN = "pattern"
    FAULT = "fault"
    PEOPLE = "people"


class Event(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Base of every event payload.  Unknown fields are refused, not ignored."""


class Command(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Base of every command payload."""


@dataclass(frozen=True)
class Declaration:
    """What the system knows about one message type."""

    payload: type[Event] | type[Command]
    type: str  # "game.vote_cast"; also its routing key
    owner: str  # concern that emits the event, or handles the command
    version: int
    kind: Kind | None  # events only
    sealed: tuple[str, ...] = ()  # fields kept from every published copy
    from_player: bool = False  # commands only: may a browser send it?

    @property
    def is_event(self) -> bool:
        return issubclass(self.payload, Event)


DECLARATIONS: dict[str, Declaration] = {}
_BY_PAYLOAD: dict[type, Declaration] = {}

E = TypeVar("E", bound=type[Event])
C = TypeVar("C", bound=type[Command])


def event(type: str, kind: Kind, *, version: int = 1, sealed: tuple[str, ...] = ()) -> Callable[[E], E]:
    """Declare an event type.  ``sealed`` names fields that only the log keeps, encrypted."""

    def declare(payload: E) -> E:
        _declare(Declaration(payload, type, _owner(type), version, kind, sealed=sealed))
        return payload

    return declare


def command(type: str, *, from_player: bool = False, version: int = 1) -> Callable[[C], C]:
    """Declare a command type; its owner is the part before the dot."""

    def declare(payload: C) -> C:
        _declare(Declaration(payload, type, _owner(type), version, None, from_player=from_player))
        return payload

    return declare


def declaration_of(message: Event | Command | type[Event] | type[Command]) -> Declaration:
    """The declaration of a payload or of its class.  KeyError if it was never declared."""
    return _BY_PAYLOAD[message if isinstance(message, type) else type(message)]


def _owner(type: str) -> str:
    return type.partition(".")[0]


def _declare(declaration: Declaration) -> None:
    if declaration.type in DECLARATIONS:
        raise ValueError(f"{declaration.type} is declared twice")
    DECLARATIONS[declaration.type] = declaration
    _BY_PAYLOAD[declaration.payload] = declaration
