"""Which browser somebody came with: a random name in a cookie of its own, and a room's mark of it.

A kick holds for the player and for the browser: another nickname, another guest or another account on the
same browser does not lead back in.  The mark is another one in every room and tells nothing outside."""

import re
import secrets

from django.http import HttpRequest, HttpResponse
from django.utils.crypto import salted_hmac

COOKIE = "lie_browser"
COOKIE_AGE = 365 * 24 * 3600  # seconds
_NAME = re.compile("[0-9a-f]{32}")


def name_of(request: HttpRequest) -> str:
    """The browser's name; a new one when it has none."""
    name = request.COOKIES.get(COOKIE, "")
    return name if _NAME.fullmatch(name) else secrets.token_hex(16)


def mark(name: str, room: str) -> str:
    """What stands for a browser in the events of one room."""
    return salted_hmac("lie.browser", repr((room, name)), algorithm="sha256").hexdigest()[:16]


def remember(response: HttpResponse, name: str, *, secure: bool) -> None:
    """Give the browser its name."""
    response.set_cookie(
        COOKIE, name, max_age=COOKIE_AGE, httponly=True, samesite="Lax", secure=secure, path="/"
    )
