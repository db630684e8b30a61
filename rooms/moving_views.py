"""Pages and JSON for a seat that moves to another device."""

import base64

import msgspec
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.csrf import ensure_csrf_cookie
from django.views.decorators.http import require_GET, require_POST
from msgspec.structs import replace
from redis import RedisError

from events.messages.unreadable import UNREADABLE
from rooms import browsers, identity, invite, moving


@require_POST
def begin(request: HttpRequest, code: str) -> HttpResponse:
    """A link and its picture, for the guest's own seat.  The token is behind "#": no server's log has it."""
    guest = identity.guest_of(request)
    if guest is None or code not in guest.rooms:
        return _no("not_a_member", gettext("Please enter the room first."), 403)
    try:
        token = moving.issue(guest, code)
    except RedisError:
        return _no("busy", gettext("The server is busy right now. Please try again."), 503)
    link = f"{request.build_absolute_uri(reverse('move'))}#{token}"
    picture = base64.b64encode(invite.picture(link)).decode()
    answer = {"link": link, "picture": f"data:image/svg+xml;base64,{picture}", "seconds": moving.GOOD_FOR}
    return _unkept(JsonResponse(answer))


@require_GET
@ensure_csrf_cookie
def move(request: HttpRequest) -> HttpResponse:
    """The page of the link.  Looking at it uses nothing up: messengers look at links, too."""
    return _unkept(render(request, "rooms/move.html"))


class Arrival(msgspec.Struct):
    """Body of POST /api/move."""

    token: str


@require_POST
def arrive(request: HttpRequest) -> HttpResponse:
    """This device goes on as the guest of the token.  His other rooms stay where they are."""
    try:
        found = moving.redeem(msgspec.json.decode(request.body, type=Arrival).token)
    except UNREADABLE:
        found = None
    if found is None:
        return _no("not_valid", gettext("This link was used already, or is older than a minute."), 403)
    response = JsonResponse({"room": reverse("room", kwargs={"code": found.room})})
    guest = replace(found.guest, rooms=[found.room])
    identity.remember(response, guest, secure=request.is_secure())
    browsers.remember(response, browsers.name_of(request), secure=request.is_secure())
    return _unkept(response)


def _no(code: str, message: str, status: int) -> HttpResponse:
    return _unkept(JsonResponse({"code": code, "message": message}, status=status))


def _unkept(response: HttpResponse) -> HttpResponse:
    response.headers["Cache-Control"] = "no-store"
    response.headers["Referrer-Policy"] = "no-referrer"
    return response
