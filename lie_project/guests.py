"""The rooms' guest cookie and public list, for the people's pages."""

from collections.abc import Iterable

import msgspec
from django.http import HttpRequest, HttpResponse

from people.guests import Guest
from rooms import identity, listing, views


class RoomGuests:
    """``people.guests.Guests``, by rooms.identity."""

    def of(self, request: HttpRequest) -> Guest | None:
        found = identity.guest_of(request)
        return Guest(found.player, found.nickname) if found else None

    def newcomer(self, nickname: str) -> Guest:
        made = identity.new_guest(nickname)
        return Guest(made.player, made.nickname)

    def remember(self, request: HttpRequest, response: HttpResponse, guest: Guest) -> None:
        known = identity.guest_of(request)
        if known is None or known.player != guest.player:
            known = identity.Guest(guest.player, guest.nickname)
        renamed = msgspec.structs.replace(known, nickname=guest.nickname)
        identity.remember(response, renamed, secure=request.is_secure())

    def forget(self, response: HttpResponse) -> None:
        response.delete_cookie(identity.COOKIE, samesite="Lax")

    def clean(self, nickname: str) -> str:
        return views.clean_nickname(nickname)


def public_rooms(codes: Iterable[str]) -> set[str]:
    """``people.places.Public``, by rooms.listing."""
    return set(listing.open_rooms().filter(pk__in=codes).values_list("pk", flat=True))
