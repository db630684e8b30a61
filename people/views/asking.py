"""Who asks by JSON, for what, and what he is told."""

from typing import TypeVar

import msgspec
from django.http import HttpRequest, JsonResponse
from django.utils.translation import gettext

from events.messages.unreadable import UNREADABLE
from people import door
from people.guests import Guest, guests

T = TypeVar("T")


def known(request: HttpRequest) -> Guest | None:
    """Whoever may act by this browser; None for nobody."""
    guest = guests().of(request)
    return guest if guest and door.is_signed_in_as(request, guest.player) else None


def body_of(request: HttpRequest, shape: type[T]) -> T | None:
    """The body as this shape; None when it is none."""
    try:
        return msgspec.json.decode(request.body, type=shape)
    except UNREADABLE:
        return None


def bad() -> JsonResponse:
    return refused("bad_data", gettext("Please check what you have entered."), 400)


def too_fast() -> JsonResponse:
    return refused("too_fast", gettext("That was too often. Please wait a while and try again."), 429)


def refused(code: str, message: str, status: int) -> JsonResponse:
    return JsonResponse({"code": code, "message": message}, status=status)
