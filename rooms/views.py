"""Pages and the small JSON API.  Whatever changes something goes onto the bus as a command."""

import dataclasses
import secrets
from typing import Annotated

import msgspec
from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, gettext
from django.views.decorators.csrf import ensure_csrf_cookie
from django.views.decorators.http import require_GET, require_POST
from msgspec import Meta
from msgspec.structs import replace

from events import gateway
from events import views as reading
from events.messages.commands import OpenRoom, SetPassword
from events.messages.envelope import player_message_id
from events.messages.refusal import Code
from events.messages.unreadable import UNREADABLE
from rooms import (
    browsers,
    entrance,
    identity,
    listing,
    names,
    opening,
    passwords,
    projections,
    selectors,
    services,
)
from rooms.invite import ALPHABET, CODE
from rooms.listing import Wanted

NICKNAME_MAX = 20


@require_GET
@ensure_csrf_cookie
def landing(request: HttpRequest) -> HttpResponse:
    return landing_page(request)


def landing_page(request: HttpRequest, error: str = "") -> HttpResponse:
    """The front page, with what was wrong."""
    guest = identity.guest_of(request)
    nickname = guest.nickname if guest else names.suggestion(page_language())
    context = {
        "nickname": nickname,
        "rooms": listing.find(Wanted()),
        "now": listing.now(),
        "error": error,
    }
    return render(request, "rooms/landing.html", context, status=400 if error else 200)


@require_POST
def open_room(request: HttpRequest) -> HttpResponse:
    """Make a room and go there.  The room itself is made by the rooms worker."""
    code = new_code()
    try:
        command = _room_wanted(request, code)
    except msgspec.ValidationError:
        return landing_page(request, gettext("Please check what you have entered."))
    hash = passwords.hashed(request.POST.get("password", ""))
    guest = entrance.keyed(_entering(request, command.nickname, code), code, hash)
    command = replace(command, password=passwords.sealed(hash))
    opening.announce(code)
    gateway.submit(command, code, actor=guest.player, id=player_message_id(guest.player, f"open-{code}"))
    return to_table(request, guest, code)


def to_table(request: HttpRequest, guest: identity.Guest, code: str) -> HttpResponse:
    """Send a guest to his room; who hides codes (streamer mode) by an address without one."""
    response = redirect("table") if "streamer" in request.POST else redirect("room", code=code)
    identity.remember(response, guest, secure=request.is_secure())
    return response


def _room_wanted(request: HttpRequest, code: str) -> OpenRoom:
    form = request.POST
    fields = {
        "code": code,
        "nickname": clean_nickname(form.get("nickname", "")),
        "language": form.get("language") or page_language(),
        "public": "public" in form,
        "rounds": form.get("rounds") or 3,
        "bots": form.get("bots") or 0,
        "pace": form.get("pace") or 1.0,
        "capacity": form.get("capacity") or 8,
        "approval": "approval" in form,
    }
    return msgspec.convert(fields, OpenRoom, strict=False)


@require_GET
@ensure_csrf_cookie
def room(request: HttpRequest, code: str) -> HttpResponse:
    if selectors.is_closed(code):
        return HttpResponse(status=410)
    guest = identity.guest_of(request)
    view = projections.view(services.ROOMS.load(code)[0])
    context = {
        "code": code,
        "nickname": guest.nickname if guest else names.suggestion(page_language()),
        "seated": bool(guest and code in guest.rooms),
        "door": view.door,
        "show": view.show,
        "watchable": view.audience.allowed and not view.door.approval,
    }
    return render(request, "rooms/room.html", context)


class Entry(msgspec.Struct):
    """Body of POST /api/guest."""

    nickname: str
    room: str
    password: str = ""


@require_POST
def enter(request: HttpRequest) -> HttpResponse:
    """A guest says his name and which room he enters."""
    try:
        entry = msgspec.json.decode(request.body, type=Entry)
    except UNREADABLE:
        return _bad("bad_data", gettext("Please check what you have entered."))
    nickname = clean_nickname(entry.nickname)
    if not nickname or not CODE.fullmatch(entry.room):
        return _bad("bad_data", gettext("Please check what you have entered."))
    at = entrance.doorway(request, _entering(request, nickname, entry.room), entry.room)
    if at.refusal is Code.PASSWORD_NEEDED:
        known = entrance.with_password(request, at, entry.password)
        if isinstance(known, Code):
            return entrance.refused(known, page_language())
        at = dataclasses.replace(at, guest=known)
    if at.barred:
        return entrance.refused(at.barred, page_language())
    response = JsonResponse({"player": at.guest.player, "nickname": nickname})
    entrance.remember(request, response, at)
    return response


@require_GET
def ticket(request: HttpRequest, code: str) -> HttpResponse:
    """A ticket for the socket of a room that the guest has entered.

    ``waits``: the host has to say yes first."""
    guest = identity.guest_of(request)
    if guest is None or code not in guest.rooms:
        return _bad("not_a_member", gettext("Please enter the room first."), status=403)
    at = entrance.doorway(request, guest, code)
    if at.barred:
        return entrance.refused(at.barred, page_language())
    response = JsonResponse(
        {
            "ticket": at.ticket(page_language()),
            "player": guest.player,
            "waits": at.refusal is Code.KNOCKING,
        }
    )
    browsers.remember(response, at.browser, secure=request.is_secure())
    response.headers["Cache-Control"] = "no-store"
    return response


class Password(msgspec.Struct):
    """Body of POST /api/rooms/CODE/password; "" takes it away."""

    password: Annotated[str, Meta(max_length=passwords.LONGEST)]


@require_POST
def set_password(request: HttpRequest, code: str) -> HttpResponse:
    """The host's wish; the room's next frame shows that it was done.  Hashed here: nobody else sees it."""
    try:
        wanted = msgspec.json.decode(request.body, type=Password)
    except UNREADABLE:
        return _bad("bad_data", gettext("Please check what you have entered."))
    guest = identity.guest_of(request)
    if guest is None or services.ROOMS.load(code)[0].host != guest.player:
        return entrance.refused(Code.NOT_HOST, page_language())
    hash = passwords.hashed(wanted.password)
    gateway.submit(SetPassword(password=passwords.sealed(hash)), code, actor=guest.player)
    response = JsonResponse({"password": bool(hash)}, status=202)
    identity.remember(response, entrance.keyed(guest, code, hash), secure=request.is_secure())
    return response


@require_GET
def any_case(request: HttpRequest, code: str) -> HttpResponse:
    """A code as people type it leads to the room."""
    return redirect("room", code=code.upper(), permanent=False)


@require_GET
def room_events(request: HttpRequest, code: str) -> HttpResponse:
    """What has happened in a room, for those who are in it: also for one who has just lost his socket."""
    guest = identity.guest_of(request)
    if guest is None or services.ROOMS.load(code)[0].member(guest.player) is None:
        message = gettext("Please enter the room first.")
        return reading.answer(403, {"code": "not_a_member", "message": message})
    return reading.of_room(request, code)


@require_GET
def live(request: HttpRequest) -> HttpResponse:
    """The process answers; says nothing about database, broker or Redis."""
    return HttpResponse("ok", content_type="text/plain")


def new_code() -> str:
    """A room code that no room has."""
    while True:
        code = "".join(secrets.choice(ALPHABET) for _ in range(5))
        if not selectors.code_in_use(code):
            return code


def clean_nickname(value: str) -> str:
    """Printable, single-spaced, at most 20 characters; empty when nothing is left."""
    visible = "".join(c for c in value if c.isprintable() and c not in "\u200b\u200c\u200d\u2060\ufeff")
    return " ".join(visible.split())[:NICKNAME_MAX].strip()


def _entering(request: HttpRequest, nickname: str, code: str) -> identity.Guest:
    guest = identity.guest_of(request) or identity.new_guest(nickname)
    return identity.entering(guest, nickname, code)


def page_language() -> str:
    """Language of this request, one of ours."""
    language = (get_language() or settings.LANGUAGE_CODE)[:2]
    return language if language in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE


def _bad(code: str, message: str, status: int = 400) -> JsonResponse:
    return JsonResponse({"code": code, "message": message}, status=status)
