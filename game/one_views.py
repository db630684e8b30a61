"""One phone for all: a page that plays by itself, and the shipped words as one answer.

Nothing of such a game comes back here: who plays, what is drawn and who lies stays on the device.
"""

import msgspec
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django.views.decorators.csrf import ensure_csrf_cookie
from django.views.decorators.http import require_GET

from game import one_words

MODULES = [f"game/one/{name}.js" for name in ("one", "setup", "pass", "talk", "vote", "verdict", "reveal")]
FRESH = 3600  # seconds that a browser need not ask again


@require_GET
@ensure_csrf_cookie
def show(request: HttpRequest) -> HttpResponse:
    return render(request, "game/one/one.html", {"modules": MODULES, "static_url": settings.STATIC_URL})


@require_GET
def words(request: HttpRequest) -> HttpResponse:
    """All shipped words of ``?language=``, by topic; 304 when the reader has them, 404 without any."""
    kept = one_words.answer(request.GET.get("language", ""))
    if kept is None:
        body = msgspec.json.encode({"code": "not_found", "message": "There are no words in this language."})
        return HttpResponse(body, status=404, content_type="application/json")
    known = kept.etag in request.headers.get("If-None-Match", "")
    return _labelled(HttpResponseNotModified() if known else _written(request, kept), kept)


def _written(request: HttpRequest, kept: one_words.Answer) -> HttpResponse:
    if "gzip" not in request.headers.get("Accept-Encoding", ""):
        return HttpResponse(kept.plain, content_type="application/json")
    packed = HttpResponse(kept.packed, content_type="application/json")
    packed.headers["Content-Encoding"] = "gzip"
    return packed


def _labelled(response: HttpResponse, kept: one_words.Answer) -> HttpResponse:
    response.headers["ETag"] = kept.etag
    response.headers["Cache-Control"] = f"public, max-age={FRESH}"
    patch_vary_headers(response, ["Accept-Encoding"])
    return response
