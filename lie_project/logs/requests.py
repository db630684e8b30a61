"""Which request a log line is about: a number of its own, the page's name and the room.

The browser is told the number (X-Request-ID), so that who complains can name it.  Of the address nothing is
kept but the room's code: it may have a key in it.
"""

import logging
import secrets
from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse

from lie_project.logs import about

HEADER = "X-Request-ID"
logger = logging.getLogger(__name__)


class Numbered:
    """The outermost middleware.  A visitor's own number is not taken: it would stand in our log."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        ids = {"request": secrets.token_hex(8)}
        with about.lines_about(ids):
            response = self.get_response(request)
            if "view" in ids:  # files and probes without a page are nobody's business
                logger.info("%s answered %d", request.method, response.status_code)
        response.headers[HEADER] = ids["request"]
        return response

    def process_view(self, request: HttpRequest, view: Any, args: Any, options: Any) -> None:
        """The page is known only now."""
        match = request.resolver_match
        told = {"view": match.view_name if match else "", "room": str(options.get("code", ""))}
        about.ids().update({name: value for name, value in told.items() if value})
