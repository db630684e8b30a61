"""Pages and the small JSON API.  Whatever changes something goes onto the bus as a command."""

import re
import secrets

import msgspec
from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, gettext
from django.views.decorators.csrf import ensure_csrf_cookie
from django.views.decorators.http import require_GET, require_POST

from events import gateway
from events import views as reading
from events.messages.commands import OpenRoom
from events.messages.envelope import player_message_id
from rooms import identity, names, selectors, services

ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
CODE = re.compile(f"[{ALPHABET}]{{5}}")
NICKNAME_MAX = 20


@require_GET
@ensure_csrf_cookie
def landing(request: HttpRequest) -> HttpResponse:
    return _landing(request)


def _landing(request: HttpRequest, error: str = "") -> HttpResponse:
    guest = identity.guest_of(request)
    nickname = guest.nickname if guest else names.suggestion(_language())
    context = {"nickname": nickname, "rooms": selectors.public_rooms(), "error": error}
    return render(request, "rooms/landing.html", context, status=400 if error else 200)


@require_POST
def open_room(request: HttpRequest) -> HttpResponse:
    """Make a room and go there.  The room itself is made by the rooms worker."""
    code = new_code()
    try:
        command = _room_wanted(request, code)
    except msgspec.ValidationError:
        return _landing(request, gettext("Please check what you have entered."))
    guest = _entering(request, command.nickname, code)
    gateway.submit(command, code, actor=guest.player, id=player_message_id(guest.player, f"open-{code}"))
    response = redirect("room", code=code)
    identity.remember(response, guest, secure=request.is_secure())
    return response


def _room_wanted(request: HttpRequest, code: str) -> OpenRoom:
    form = request.POST
    fields = {
        "code": code,
        "nickname": clean_nickname(form.get("nickname", "")),
        "language": form.get("language") or _language(),
        "public": "public" in form,
        "rounds": form.get("rounds") or 3,
        "bots": form.get("bots") or 0,
        "pace": form.get("pace") or 1.0,
    }
    return msgspec.convert(fields, OpenRoom, strict=False)


@require_POST
def join_by_code(request: HttpRequest) -> HttpResponse:
    code = request.POST.get("code", "").strip().upper()
    if not CODE.fullmatch(code) or not selectors.code_in_use(code):
        return _landing(request, gettext("There is no room with this code."))
    return redirect("room", code=code)


@require_GET
@ensure_csrf_cookie
def room(request: HttpRequest, code: str) -> HttpResponse:
    guest = identity.guest_of(request)
    context = {
        "code": code,
        "nickname": guest.nickname if guest else names.suggestion(_language()),
        "seated": bool(guest and code in guest.rooms),
    }
    return render(request, "rooms/room.html", context)


@require_GET
def list_rooms(request: HttpRequest) -> HttpResponse:
    return JsonResponse({"rooms": selectors.public_rooms()})


class Entry(msgspec.Struct):
    """Body of POST /api/guest."""

    nickname: str
    room: str


@require_POST
def enter(request: HttpRequest) -> HttpResponse:
    """A guest says his name and which room he enters."""
    try:
        entry = msgspec.json.decode(request.body, type=Entry)
    except msgspec.DecodeError:
        return _bad("bad_data", gettext("Please check what you have entered."))
    nickname = clean_nickname(entry.nickname)
    if not nickname or not CODE.fullmatch(entry.room):
        return _bad("bad_data", gettext("Please check what you have entered."))
    guest = _entering(request, nickname, entry.room)
    response = JsonResponse({"player": guest.player, "nickname": nickname})
    identity.remember(response, guest, secure=request.is_secure())
    return response


@require_GET
def ticket(request: HttpRequest, code: str) -> HttpResponse:
    """A ticket for the socket of a room that the guest has entered."""
    guest = identity.guest_of(request)
    if guest is None or code not in guest.rooms:
        return _bad("not_a_member", gettext("Please enter the room first."), status=403)
    response = JsonResponse(
        {"ticket": identity.issue_ticket(guest, code, _language()), "player": guest.player}
    )
    response.headers["Cache-Control"] = "no-store"
    return response


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


def _language() -> str:
    language = (get_language() or settings.LANGUAGE_CODE)[:2]
    return language if language in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE


def _bad(code: str, message: str, status: int = 400) -> JsonResponse:
    return JsonResponse({"code": code, "message": message}, status=status)
