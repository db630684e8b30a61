"""The door: who is banned, or uses somebody's account without having signed in, does not come in.

A middleware, for the rooms' own pages need not know of it.  It looks before a seat can be asked for; who
sits already is removed by his ban's event (handlers).  A database that does not answer lets people in:
better a banned player in a game than no game.
"""

import logging
from collections.abc import Callable
from typing import Any

from django.contrib.auth import SESSION_KEY
from django.db import DatabaseError
from django.db.models import Q
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext

from people import moderation
from people.guests import Guest, guests
from people.models import Alias, Person, Sanction

logger = logging.getLogger(__name__)

PAGES = {"open_room", "room"}
JSON = {"enter", "ticket"}


class Door:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, options: Any) -> HttpResponse | None:
        """The refusal; None: come in."""
        name = request.resolver_match.url_name if request.resolver_match else None
        if name not in PAGES | JSON:
            return None
        guest = guests().of(request)
        try:
            return _refusal(request, guest, as_json=name in JSON) if guest else None
        except DatabaseError as error:
            logger.warning("nobody looked at the door: %s", type(error).__name__)
            return None


def _refusal(request: HttpRequest, guest: Guest, *, as_json: bool) -> HttpResponse | None:
    ban = moderation.in_force(guest.player, Sanction.Kind.BAN)
    if ban:
        return _json("banned", told(ban)) if as_json else barred(request, ban)
    if is_signed_in_as(request, guest.player):
        return None
    if as_json:
        return _json("sign_in", gettext("Please sign in again: this player has an account."))
    return redirect(f"{reverse('sign_in')}?next={request.path}")


def is_signed_in_as(request: HttpRequest, player: str) -> bool:
    """Whether this browser may act for the player: a guest's cookie is enough, an account's is not.

    So a changed password, or a sign-out, ends what a copied cookie can do."""
    merged = Alias.objects.filter(player=player).values("person")
    theirs = Person.objects.filter(Q(player=player) | Q(player__in=merged)).exclude(user=None)
    user = theirs.values_list("user_id", flat=True).first()
    return user is None or (SESSION_KEY in request.session and request.user.pk == user)


def told(ban: Sanction) -> str:
    """What who is banned reads."""
    if ban.until is None:
        return gettext("You are banned from this site: %(reason)s") % {"reason": ban.reason}
    until = date_format(ban.until, "DATETIME_FORMAT")
    said = gettext("You are banned from this site until %(until)s (UTC): %(reason)s")
    return said % {"until": until, "reason": ban.reason}


def barred(request: HttpRequest, ban: Sanction) -> HttpResponse:
    """The page of who is banned, with a place for his side of it."""
    return render(request, "people/barred.html", {"ban": ban, "told": told(ban)}, status=403)


def _json(code: str, message: str) -> JsonResponse:
    return JsonResponse({"code": code, "message": message}, status=403)
