"""Pages that belong to no concern: how to play, and what makes LIE an app on a phone.

Nothing here reads the database: these pages come also when much else does not.
"""

import json
from hashlib import sha256

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import get_language, gettext, override
from django.views.decorators.cache import cache_control
from django.views.decorators.csrf import ensure_csrf_cookie
from django.views.decorators.http import require_GET

ICONS = [("lie/icons/icon-192.png", 192, "any"), ("lie/icons/icon-512.png", 512, "any")]
MASKABLE = ("lie/icons/maskable-512.png", 512, "maskable")

# What the offline page needs; the service worker fetches these when it is installed.
SHELL = [
    *(f"lie/css/{name}.css" for name in ("colors", "base", "buttons", "fields", "bar", "face", "notice")),
    "lie/theme_boot.js",
    "lie/offline.js",
    "lie/icon.svg",
]


@require_GET
@ensure_csrf_cookie
def how_to_play(request: HttpRequest) -> HttpResponse:
    return render(request, "lie/how_to_play.html")


@require_GET
def offline(request: HttpRequest) -> HttpResponse:
    """What a browser shows from its own cache when the network is away, in ``?language=``."""
    with override(_language(request)):
        return render(request, "lie/offline.html")


@require_GET
@cache_control(max_age=3600)
def manifest(request: HttpRequest) -> JsonResponse:
    """Web app manifest: name, icons and colours for the home screen."""
    icons = [
        {"src": static(path), "sizes": f"{size}x{size}", "type": "image/png", "purpose": purpose}
        for path, size, purpose in (*ICONS, MASKABLE)
    ]
    content = {
        "id": "/",
        "name": gettext("LIE, the liar game"),
        "short_name": "LIE",
        "description": gettext("The liar game, live in the browser."),
        "lang": get_language(),
        "start_url": reverse("landing"),
        "scope": "/",
        "display": "standalone",
        "background_color": "#0c1019",
        "theme_color": "#0c1019",
        "categories": ["games", "social"],
        "icons": icons,
    }
    return JsonResponse(content, content_type="application/manifest+json")


@require_GET
@cache_control(no_cache=True)
def service_worker(request: HttpRequest) -> HttpResponse:
    """The script at the root, so that it may answer for all pages; its version follows from its page."""
    language = _language(request)
    page = f"{reverse('offline')}?language={language}"
    files = [static(path) for path in SHELL]
    with override(language):
        version = sha256(render_to_string("lie/offline.html").encode()).hexdigest()[:12]
    own = {"one": reverse("one"), "catalogue": reverse("javascript-catalog")}
    facts = {"page": page, "files": files, "cache": f"lie-{version}", "static": settings.STATIC_URL} | own
    context = {"worker": json.dumps(facts)}
    return render(request, "lie/service_worker.js", context, content_type="text/javascript")


def _language(request: HttpRequest) -> str:
    wanted = request.GET.get("language", "")
    return wanted if wanted in dict(settings.LANGUAGES) else get_language() or settings.LANGUAGE_CODE
