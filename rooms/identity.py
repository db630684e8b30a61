"""Who a visitor is: a guest, by a signed cookie; and his ticket for one room's socket.

No account and no database row: the cookie holds the player's id and nickname, signed.  The ticket
is what the socket's handshake shows, so that opening a socket costs no database either.
"""

import secrets
from typing import Any

import msgspec
from django.core import signing
from django.http import HttpRequest, HttpResponse
from msgspec.structs import replace

from rooms import protocol

COOKIE = "lie_guest"
COOKIE_AGE = 365 * 24 * 3600  # seconds
TICKET_AGE = 60  # seconds

# "." and not ":", since a WebSocket subprotocol must be an HTTP token.
_tickets = signing.TimestampSigner(sep=".", salt="lie.ticket")


class Guest(msgspec.Struct, frozen=True):
    player: str
    nickname: str
    rooms: list[str] = []  # where he has joined, the newest last
    keys: dict[str, str] = {}  # room -> what stands for having known its password (rooms.door)


class Ticket(msgspec.Struct, frozen=True):
    player: str
    nickname: str
    room: str
    language: str
    key: str = ""  # of the guest, for this room
    browser: str = ""  # the browser's mark in this room (rooms.browsers)
    hears: bool = True  # at once; else only when the room has given him a seat


def new_guest(nickname: str) -> Guest:
    return Guest(f"p{secrets.token_hex(7)}", nickname)


def guest_of(request: HttpRequest) -> Guest | None:
    """The visitor, if he has been here; a forged or damaged cookie is as good as none."""
    signed = request.COOKIES.get(COOKIE, "")
    try:
        return msgspec.convert(signing.loads(signed, salt=COOKIE, max_age=COOKIE_AGE), Guest)
    except (signing.BadSignature, msgspec.ValidationError):
        return None


def remember(response: HttpResponse, guest: Guest, *, secure: bool) -> None:
    """Set the guest's cookie."""
    signed = signing.dumps(msgspec.to_builtins(guest), salt=COOKIE)
    response.set_cookie(
        COOKIE, signed, max_age=COOKIE_AGE, httponly=True, samesite="Lax", secure=secure, path="/"
    )


def entering(guest: Guest, nickname: str, room: str) -> Guest:
    """The guest with a nickname, on his way into a room."""
    rooms = [*(code for code in guest.rooms if code != room), room][-10:]
    keys = {code: key for code, key in guest.keys.items() if code in rooms}
    return replace(guest, nickname=nickname, rooms=rooms, keys=keys)


def issue_ticket(guest: Guest, room: str, language: str, *, browser: str = "", hears: bool = True) -> str:
    """A ticket for one room, good for a minute."""
    key = guest.keys.get(room, "")
    ticket = Ticket(guest.player, guest.nickname, room, language, key, browser, hears)
    return _tickets.sign_object(msgspec.to_builtins(ticket))


def read_ticket(value: str, room: str) -> Ticket | None:
    """The ticket, or None when it is forged, too old or for another room."""
    try:
        ticket = msgspec.convert(_tickets.unsign_object(value, max_age=TICKET_AGE), Ticket)
    except (signing.BadSignature, msgspec.ValidationError, ValueError):
        return None
    return ticket if ticket.room == room else None


def ticket_of(scope: Any) -> Ticket | None:
    """Of an ASGI websocket: it is the second of the subprotocols that the client offers."""
    offered = scope.get("subprotocols") or []
    if len(offered) != 2 or offered[0] != protocol.VERSION:
        return None
    return read_ticket(offered[1], scope["url_route"]["kwargs"]["code"])
