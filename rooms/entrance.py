"""What the pages ask at a room's door, before its socket does: so that they can say what to do next."""

from dataclasses import dataclass, field

from django.http import HttpRequest, HttpResponse, JsonResponse
from msgspec.structs import replace

from events.messages.refusal import Code
from rooms import browsers, door, identity, passwords
from rooms.identity import Guest
from rooms.rules import Room
from rooms.sentences import sentence
from rooms.services import ROOMS

SEATS = (Code.KNOCKING, Code.ROOM_FULL)  # decided when the socket asks for one
STATUS = {Code.TOO_MANY_TRIES: 429, Code.BUSY: 503}


@dataclass(frozen=True)
class Doorway:
    """One visitor before one room, as it is now; a room that is about to be made is an empty one."""

    code: str
    guest: Guest
    browser: str
    room: Room = field(repr=False)

    @property
    def refusal(self) -> Code | None:
        """As ``door.refusal``."""
        if not self.room.code or self.room.audience.spectator(self.guest.player):
            return None
        key, mark = self.guest.keys.get(self.code, ""), browsers.mark(self.browser, self.code)
        return door.refusal(self.room, self.guest.player, key=key, browser=mark)

    @property
    def barred(self) -> Code | None:
        """What keeps him from even asking for a seat."""
        refusal = self.refusal
        return None if refusal in SEATS else refusal

    def ticket(self, language: str) -> str:
        """For the socket, with what he has to show."""
        sure = self.refusal is None or (self.refusal is Code.ROOM_FULL and not self.room.approval)
        mark = browsers.mark(self.browser, self.code)
        return identity.issue_ticket(self.guest, self.code, language, browser=mark, hears=sure)


def doorway(request: HttpRequest, guest: Guest, code: str) -> Doorway:
    """The visitor at the door of a room."""
    return Doorway(code, guest, browsers.name_of(request), ROOMS.load(code)[0])


def with_password(request: HttpRequest, at: Doorway, typed: str) -> Guest | Code:
    """The guest with the key that the right password gives, or why not."""
    wrong = passwords.check(typed, at.room.password, at.code, request.META.get("REMOTE_ADDR", ""))
    return wrong or keyed(at.guest, at.code, at.room.password)


def keyed(guest: Guest, code: str, hash: str) -> Guest:
    """The guest, who knows the password of a room; ``hash``: "" when it has none."""
    others = {room: key for room, key in guest.keys.items() if room != code and room in guest.rooms}
    return replace(guest, keys=others | ({code: door.key_of(hash)} if hash else {}))


def remember(request: HttpRequest, response: HttpResponse, at: Doorway) -> None:
    """Set the guest's cookie and the browser's."""
    identity.remember(response, at.guest, secure=request.is_secure())
    browsers.remember(response, at.browser, secure=request.is_secure())


def refused(code: Code, language: str) -> JsonResponse:
    """A refusal as pages read it."""
    return JsonResponse(
        {"code": str(code), "message": sentence(code, language)}, status=STATUS.get(code, 403)
    )
