"""Ways into rooms: the list, quick match, a typed code, a picture of the link; and a stream's overlay."""

import msgspec
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.csrf import ensure_csrf_cookie
from django.views.decorators.http import require_GET, require_POST

from events import gateway
from events.messages.commands import OpenRoom, OpenShow
from events.messages.envelope import player_message_id
from rooms import (
    entrance,
    identity,
    invite,
    listing,
    matching,
    names,
    opening,
    overlay,
    selectors,
    services,
    views,
)
from rooms.listing import Wanted


@require_GET
def list_rooms(request: HttpRequest) -> HttpResponse:
    """Public rooms: docs/protocol.md has the filters."""
    try:
        wanted = msgspec.convert(request.GET.dict(), Wanted, strict=False)
    except msgspec.ValidationError:
        message = gettext("Please check what you have entered.")
        return JsonResponse({"code": "bad_data", "message": message}, status=400)
    return JsonResponse(msgspec.to_builtins(listing.find(wanted)))


@require_POST
def match(request: HttpRequest) -> HttpResponse:
    """One press: to the best open room with a free seat, else to a new one."""
    nickname, language = views.clean_nickname(request.POST.get("nickname", "")), views.page_language()
    if not nickname:
        return views.landing_page(request, gettext("Please check what you have entered."))
    guest = identity.guest_of(request) or identity.new_guest(nickname)
    new = views.new_code()
    shut = [code for code in guest.rooms if entrance.doorway(request, guest, code).barred]
    code = matching.choose(guest.player, language, guest.rooms, new, never=shut)
    if code == new:
        command = msgspec.convert({"code": new, "nickname": nickname, "language": language}, OpenRoom)
        opening.announce(new)
        gateway.submit(command, new, actor=guest.player, id=player_message_id(guest.player, f"open-{new}"))
    return views.to_table(request, identity.entering(guest, nickname, code), code)


@require_POST
def open_show(request: HttpRequest) -> HttpResponse:
    """One press: bots play, the visitor watches."""
    known, language = identity.guest_of(request), views.page_language()
    wanted = views.clean_nickname(request.POST.get("nickname", ""))
    nickname = wanted or (known.nickname if known else names.suggestion(language))
    guest, code = known or identity.new_guest(nickname), views.new_code()
    command = msgspec.convert({"code": code, "language": language}, OpenShow)
    opening.announce(code)
    gateway.submit(command, code, actor=guest.player, id=player_message_id(guest.player, f"show-{code}"))
    return views.to_table(request, identity.entering(guest, nickname, code), code)


@require_POST
def join_by_code(request: HttpRequest) -> HttpResponse:
    code = invite.typed_code(request.POST.get("code", "")[:200])
    if code is None or not selectors.code_in_use(code):
        return views.landing_page(request, gettext("There is no room with this code."))
    return redirect("room", code=code)


@require_GET
@ensure_csrf_cookie
def table(request: HttpRequest) -> HttpResponse:
    """The room that the guest was in last, at an address that does not tell its code."""
    guest = identity.guest_of(request)
    return views.room(request, guest.rooms[-1]) if guest and guest.rooms else redirect("landing")


@require_GET
def qr(request: HttpRequest, code: str) -> HttpResponse:
    """The room's link as a picture."""
    link = request.build_absolute_uri(reverse("room", args=[code]))
    response = HttpResponse(invite.picture(link), content_type="image/svg+xml")
    response.headers["Cache-Control"] = "private, max-age=86400"
    return response


@require_GET
def overlay_address(request: HttpRequest, code: str) -> HttpResponse:
    """Where a stream finds this room's overlay; told to those who are in the room."""
    guest = identity.guest_of(request)
    if guest is None or services.ROOMS.load(code)[0].member(guest.player) is None:
        message = gettext("Please enter the room first.")
        return JsonResponse({"code": "not_a_member", "message": message}, status=403)
    path = reverse("overlay", args=[code])
    response = JsonResponse({"url": request.build_absolute_uri(f"{path}?key={overlay.key_of(code)}")})
    response.headers["Cache-Control"] = "no-store"
    return response


@require_GET
def show_overlay(request: HttpRequest, code: str) -> HttpResponse:
    """A page without ground or frame, for the program that streams."""
    key = request.GET.get("key", "")
    if not overlay.opens(code, key):
        raise Http404
    return render(request, "rooms/overlay.html", {"code": code, "key": key})
