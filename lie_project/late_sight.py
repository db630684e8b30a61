"""Everything, a minute late: who watches may see it where the host wants so.

The rooms know who watches, the game knows what was dealt, and neither imports the other."""

from datetime import timedelta
from typing import Annotated

import msgspec
from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_GET
from msgspec import Meta

from game import late
from rooms import identity
from rooms.services import ROOMS


class Seen(msgspec.Struct, frozen=True):
    """Query of GET /api/rooms/CODE/late: what the asker has already."""

    match: Annotated[str, Meta(max_length=40)] = ""
    after: Annotated[int, Meta(ge=0, le=2**63 - 1)] = 0


@require_GET
def show(request: HttpRequest, code: str) -> HttpResponse:
    """The page: the replay's, fed while the match runs."""
    if not _may_see(request, code):
        return redirect("room", code=code)
    return render(request, "game/replay/late.html", {"code": code})


@require_GET
def data(request: HttpRequest, code: str) -> HttpResponse:
    """What has happened since, up to a minute ago.  Looked up each time: the host may change his mind."""
    if not _may_see(request, code):
        message = gettext("Only spectators may see this, and only where the host wants it.")
        return JsonResponse({"code": "not_a_spectator", "message": message}, status=403)
    try:
        seen = msgspec.convert(request.GET.dict(), Seen, strict=False)
    except msgspec.ValidationError:
        message = gettext("Please check what you have entered.")
        return JsonResponse({"code": "bad_data", "message": message}, status=400)
    until = timezone.now() - timedelta(seconds=late.SECONDS * settings.LIE.pace)
    body = msgspec.json.encode(late.glimpse(code, until, seen.match, seen.after))
    response = HttpResponse(body, content_type="application/json")
    response.headers["Cache-Control"] = "no-store"
    return response


def _may_see(request: HttpRequest, code: str) -> bool:
    guest = identity.guest_of(request)
    room = ROOMS.load(code)[0]
    return guest is not None and not room.closed and room.audience.sees_late(guest.player)
