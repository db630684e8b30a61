"""Friends: the list, and what one does about it; as JSON for the room, as forms for the profiles."""

from collections.abc import Callable
from typing import Literal

import msgspec
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from events.messages.commands import PlayerId
from people import aliases, company, friends, limits
from people.company import Acquaintance, Company
from people.guests import Guest
from people.views.asking import bad, body_of, known, refused, too_fast


class FriendBody(msgspec.Struct):
    """Body of POST /api/people/friends/ask and …/remove."""

    player: PlayerId


class AnswerBody(msgspec.Struct):
    """Body of POST /api/people/friends/answer: ``player`` had asked."""

    player: PlayerId
    yes: bool


class Between(msgspec.Struct):
    """``state``: what is between the two now."""

    state: Literal["", "asked", "friends"]


class Asks(msgspec.Struct):
    """Who waits for an answer."""

    asking: list[Acquaintance]


@never_cache
@require_GET
def friends_list(request: HttpRequest) -> JsonResponse:
    """The asking player's friends, and whose answer he owes or waits for."""
    guest = known(request)
    found = company.of(aliases.person(guest.player)) if guest else Company([], [], [])
    return JsonResponse(msgspec.to_builtins(found))


@never_cache
@require_GET
def asks(request: HttpRequest) -> JsonResponse:
    """Only who waits for an answer."""
    guest = known(request)
    asking = company.asking(aliases.person(guest.player)) if guest else []
    return JsonResponse(msgspec.to_builtins(Asks(asking)))


@require_POST
def ask(request: HttpRequest) -> JsonResponse:
    """Ask a player to be friends; ``friends`` at once when he had asked before."""
    guest, body = known(request), body_of(request, FriendBody)
    if guest is None or body is None:
        return bad()
    return _told(guest, lambda: _ask(guest, body.player))


@require_POST
def answer(request: HttpRequest) -> JsonResponse:
    """Yes or no to who has asked."""
    guest, body = known(request), body_of(request, AnswerBody)
    if guest is None or body is None:
        return bad()
    return _told(guest, lambda: _answer(guest, body.player, yes=body.yes))


@require_POST
def remove(request: HttpRequest) -> JsonResponse:
    """End a friendship, or take an ask back."""
    guest, body = known(request), body_of(request, FriendBody)
    if guest is None or body is None:
        return bad()
    return _told(guest, lambda: _remove(guest, body.player))


def _told(guest: Guest, do: Callable[[], str]) -> JsonResponse:
    """Does it, and tells what is between the two then."""
    if not limits.allows((limits.EDITS, guest.player)):
        return too_fast()
    try:
        return JsonResponse({"state": do()})
    except friends.CannotAskError:
        return refused("cannot_ask", gettext("This player cannot be asked just now."), 409)


def _ask(guest: Guest, player: str) -> str:
    asker, asked = aliases.person(guest.player), aliases.person(player)
    return str(friends.ask(asker, guest.nickname, asked).state)


def _answer(guest: Guest, player: str, *, yes: bool) -> str:
    return friends.answer(aliases.person(guest.player), aliases.person(player), yes=yes)


def _remove(guest: Guest, player: str) -> str:
    friends.remove(aliases.person(guest.player), aliases.person(player))
    return ""


FORMS: dict[str, Callable[[Guest, str], str]] = {
    "ask": _ask,
    "yes": lambda guest, player: _answer(guest, player, yes=True),
    "no": lambda guest, player: _answer(guest, player, yes=False),
    "remove": _remove,
}


@require_POST
def by_form(request: HttpRequest, player: str) -> HttpResponse:
    """The same from the profiles.  ``do``: ask, yes, no or remove; ``from``: "profile" leads back to his,
    else to one's own, where it says so when it was refused."""
    guest, do = known(request), FORMS.get(request.POST.get("do", ""))
    done = guest is not None and do is not None and _told(guest, lambda: do(guest, player)).status_code == 200
    back = reverse("profile", args=[player]) if request.POST.get("from") == "profile" else reverse("me")
    return redirect(back if done else f"{back}?refused")
