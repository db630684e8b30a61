"""Whose own packs these are.  No concern imports another: lie_project says who sends a request."""

from dataclasses import dataclass
from typing import Any, Protocol

from django.http import HttpRequest, HttpResponse


class Guest(Protocol):
    @property
    def player(self) -> str: ...


class Guests(Protocol):
    """The rooms' signed cookie."""

    def of(self, request: HttpRequest) -> Any:
        """Whoever sends it; None for a first visit."""

    def newcomer(self, nickname: str) -> Any:
        """Somebody new."""

    def remember(self, request: HttpRequest, response: HttpResponse, guest: Any) -> None:
        """From this response on the browser is this guest's."""


@dataclass
class _Known:
    guests: Guests | None = None


_known = _Known()


def know_by(guests: Guests) -> None:
    """Set what knows the cookie."""
    _known.guests = guests


def guests() -> Guests:
    """What knows the cookie.  RuntimeError before anybody has said."""
    if _known.guests is None:
        raise RuntimeError("nobody has said who sends a request")
    return _known.guests


def player_of(request: HttpRequest) -> str:
    """The player; "" for a first visit."""
    guest = guests().of(request)
    return str(guest.player) if guest else ""
