"""Packs as files: brought by a player, and taken along."""

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from game import pack_pages, packio, shelf
from game.pack_views import own_pack

FORMS = {"csv": (packio.to_csv, "text/csv; charset=utf-8"), "json": (packio.to_json, "application/json")}


@require_POST
def bring(request: HttpRequest) -> HttpResponse:
    """A file becomes a filled form with all that is wrong; nothing is kept until the form is sent."""
    file, empty = request.FILES.get("file"), pack_pages.empty()
    if file is None:
        return pack_pages.page(request, empty, said=gettext("Choose a file first."), check=False)
    body = file.read(packio.BIGGEST + 1)
    written = packio.read(file.name or "", body, language=request.POST.get("language") or empty.language)
    said = gettext("Read, but not kept yet: look through it and save.")
    return pack_pages.page(request, written, said=said)


@never_cache
@require_GET
def take(request: HttpRequest, key: str, form: str) -> HttpResponse:
    """One of the player's own, as ``csv`` or ``json``."""
    if form not in FORMS:
        raise Http404
    pack = own_pack(request, key)
    write, kind = FORMS[form]
    response = HttpResponse(write(shelf.written(pack)), content_type=kind)
    name = content_disposition_header(True, f"{pack.title}.{form}")
    response.headers["Content-Disposition"] = name or "attachment"
    return response
