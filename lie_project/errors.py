"""Errors that a person sees are pages: what happened, and what to do next.

Django has pages of its own for 400, 403, 404 and 500 (templates of those names); this adds the others.
"""

import logging
from collections.abc import Callable

from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from redis import RedisError

logger = logging.getLogger(__name__)

PAGES = {405, 410, 429, 503}
BUSY = (OperationalError, RedisError)  # a server behind us is away or overrun: it may be back in a moment
PATIENCE = "5"  # seconds, for Retry-After


class FriendlyErrors:
    """A bare answer of such a status gets its page, where a person asks; a server that is away is 503."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        bare = response.status_code in PAGES and not _says_something(response)
        return _page(request, response) if bare and _wants_page(request) else response

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """503 when the database or Redis does not answer; anything else stays an error."""
        if not isinstance(error, BUSY):
            return None
        logger.error("%s cannot be answered: %s", request.path, type(error).__name__, exc_info=error)
        response = HttpResponse(status=503, content_type="text/plain")
        response.headers["Retry-After"] = PATIENCE
        return response


def _says_something(response: HttpResponse) -> bool:
    """It is a page already, or JSON for a script."""
    kind = response.get("Content-Type", "")
    return kind.startswith("application/") or (kind.startswith("text/html") and bool(response.content))


def _wants_page(request: HttpRequest) -> bool:
    """A browser that opens an address; scripts and probes ask for other things, or for anything."""
    return "text/html" in request.headers.get("Accept", "")


def _page(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """The page in the place of the bare answer, whose headers (Retry-After, Allow) it keeps."""
    again = "" if request.method == "GET" else "/"
    page = render(request, f"{response.status_code}.html", {"again": again}, status=response.status_code)
    for name, value in response.headers.items():
        if name not in ("Content-Type", "Content-Length"):
            page.headers[name] = value
    return page
