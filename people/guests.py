"""Who sends a request, as the rooms know him.  No concern imports another, so lie_project hands this in."""

from dataclasses import dataclass
from typing import Protocol

from django.http import HttpRequest, HttpResponse


@dataclass(frozen=True)
class Guest:
    player: str
    nickname: str


class Guests(Protocol):
    """The rooms' signed cookie."""

    def of(self, request: HttpRequest) -> Guest | None:
        """Whoever sends it; None for a first visit."""

    def newcomer(self, nickname: str) -> Guest:
        """Somebody new."""

    def remember(self, request: HttpRequest, response: HttpResponse, guest: Guest) -> None:
        """From this response on the browser is this guest's."""

    def forget(self, response: HttpResponse) -> None:
        """From this response on the browser is nobody's."""

    def clean(self, nickname: str) -> str:
        """A nickname as the rooms would have it; empty when nothing is left."""


_guests: list[Guests] = []


def use(guests: Guests) -> None:
    """Set what knows the cookie."""
    _guests[:] = [guests]


def guests() -> Guests:
    return _guests[0]
