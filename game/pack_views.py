"""Pages on which players make word packs, and what the lobby can choose from."""

from typing import Any

from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from game import owners, pack_pages, shelf
from game.models import Pack
from game.ownpack import faults

SHOWN = 200  # packs in a list
form_page = require_http_methods(["GET", "HEAD", "POST"])


@never_cache
@require_GET
def shelf_page(request: HttpRequest) -> HttpResponse:
    """A player's own packs, and those that others gave to everybody."""
    player = owners.player_of(request)
    context = {
        "own": _counted(shelf.own(player)) if player else [],
        "public": _counted(shelf.for_all().exclude(owner=player))[:SHOWN],
        "most": shelf.MOST,
    }
    return render(request, "game/packs/shelf.html", context)


@never_cache
@form_page
def write_new(request: HttpRequest) -> HttpResponse:
    if request.method != "POST":
        return pack_pages.page(request, pack_pages.empty(), check=False)
    return _save(request, None)


@never_cache
@form_page
def rewrite(request: HttpRequest, key: str) -> HttpResponse:
    pack = own_pack(request, key)
    if request.method != "POST":
        return pack_pages.page(request, shelf.written(pack), pack, check=False)
    return _save(request, pack)


@require_POST
def delete(request: HttpRequest, key: str) -> HttpResponse:
    own_pack(request, key).delete()
    return redirect("packs")


@require_POST
def hand_in(request: HttpRequest, key: str) -> HttpResponse:
    shelf.hand_in(own_pack(request, key))
    return redirect("packs")


@never_cache
@require_GET
def choice(request: HttpRequest) -> HttpResponse:
    """What a lobby may choose from, as JSON: packs of ``language`` that this player may play with, and the
    titles of those in ``keys`` whoever chose them.  A key is told to nobody outside the room."""
    language, player = request.GET.get("language", ""), owners.player_of(request)
    keys = request.GET.get("keys", "").split(",")[: shelf.MOST + 10]
    offered = _counted(shelf.visible(player).filter(language=language)).order_by("owner", "title")[:SHOWN]
    others = _counted(
        Pack.objects.filter(language=language, key__in=keys).exclude(pk__in=[p.pk for p in offered])
    )
    packs = [_told(pack, player) for pack in offered]
    return JsonResponse({"packs": packs + [_told(pack, player) | {"kind": "other"} for pack in others]})


def own_pack(request: HttpRequest, key: str) -> Pack:
    """The player's own; anybody else's is not there for him."""
    return get_object_or_404(shelf.own(owners.player_of(request)), key=key)


def _save(request: HttpRequest, pack: Pack | None) -> HttpResponse:
    written = pack_pages.typed(request)
    if faults(written):
        return pack_pages.page(request, written, pack)
    guest = owners.guests().of(request) or owners.guests().newcomer(gettext("Word collector"))
    try:
        shelf.save(guest.player, written, pack)
    except shelf.Full:
        full = gettext("You have %(n)s packs already. Delete one first.") % {"n": shelf.MOST}
        return pack_pages.page(request, written, pack, said=full)
    response = redirect("packs")
    owners.guests().remember(request, response, guest)
    return response


def _counted(packs: QuerySet[Pack]) -> Any:
    return packs.annotate(how_many=Count("words"))


def _told(pack: Any, player: str) -> dict[str, Any]:
    mine = bool(player) and pack.owner == player
    kind = "own" if mine else "public" if pack.owner else "shipped"
    return {"key": pack.key, "title": pack.title, "words": pack.how_many, "kind": kind}
