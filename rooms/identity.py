"""Who a visitor is: a guest, by a signed cookie; and his ticket for one room's socket.

No account and no database row: the cookie holds the player's id and nickname, signed.  The ticket
is what the socket's handshake shows, so that opening a socket costs no database either.
"""

import secrets

import msgspec
from django.core import signing
from django.http import HttpRequest, HttpResponse

COOKIE = "lie_guest"
COOKIE_AGE = 365 * 24 * 3600  # seconds
TICKET_AGE = 60  # seconds

# "." and not ":", since a WebSocket subprotocol must be an HTTP token.
_tickets = signing.TimestampSigner(sep=".", salt="lie.ticket")


class Guest(msgspec.Struct, frozen=True):
    player: str
    nickname: str
    rooms: list[str] = []  # where he has joined, the newest last


class Ticket(msgspec.Struct, frozen=True):
    player: str
    nickname: str
    room: str
    language: str


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
    return Guest(guest.player, nickname, rooms)


def issue_ticket(guest: Guest, room: str, language: str) -> str:
    """A ticket for one room, good for a minute."""
    ticket = Ticket(guest.player, guest.nickname, room, language)
    return _tickets.sign_object(msgspec.to_builtins(ticket))


def read_ticket(value: str, room: str) -> Ticket | None:
    """The ticket, or None when it is forged, too old or for another room."""
    try:
        ticket = msgspec.convert(_tickets.unsign_object(value, max_age=TICKET_AGE), Ticket)
    except (signing.BadSignature, msgspec.ValidationError, ValueError):
        return None
    return ticket if ticket.room == room else None
