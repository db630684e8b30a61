"""``GET /api/events``: the log for staff, and, for the page that asks on a member's behalf, a room's.

Answers are ``{"events": [CloudEvents …], "next": POSITION}``: ask again with ``after=POSITION``.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

import msgspec
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from events.log import reading, store
from events.log.hidden import without_hidden
from events.log.reading import Attributes
from events.log.selection import BadSelection, Selection, selected
from events.schema import Kind

# Everything of these kinds is also sent to the room's browsers, without its sealed fields.  A pattern's
# match or a fault is not: that somebody has said the word would tell the liar what the word is.
PUBLIC = (Kind.CONNECTION, Kind.GAME, Kind.CHAT, Kind.MEDIA)
OF_A_ROOM = ("after", "since", "type", "limit")


@require_GET
def log(request: HttpRequest) -> HttpResponse:
    """The whole log, for staff: 403 for anybody else, 400 with a sentence for a bad question."""
    if not (request.user.is_active and request.user.is_staff):
        return answer(403, {"code": "not_staff", "message": "The log is for staff only."})
    try:
        return _events(selected(_asked(request)), lambda event: event)
    except BadSelection as error:
        return _bad(error)


def of_room(request: HttpRequest, room: str) -> HttpResponse:
    """A room's own public events.  The caller has made sure that a member of the room asks."""
    public = store.wanted_types(PUBLIC)
    try:
        selection = selected(_asked(request), names=OF_A_ROOM, types=public)
    except BadSelection as error:
        return _bad(error)
    cut = without_hidden(room)
    own = replace(selection, room=room, types=selection.types or public)
    return _events(own, lambda event: reading.for_players(cut(event)))


def answer(status: int, content: Mapping[str, object]) -> HttpResponse:
    """JSON that no cache keeps."""
    response = HttpResponse(msgspec.json.encode(content), status=status, content_type="application/json")
    response.headers["Cache-Control"] = "no-store"
    return response


def _asked(request: HttpRequest) -> dict[str, Sequence[str]]:
    return {name: [str(value) for value in values] for name, values in request.GET.lists()}


def _events(selection: Selection, cut: Callable[[Attributes], Attributes]) -> HttpResponse:
    page = reading.page(selection)
    return answer(200, {"events": [cut(reading.attributes(row)) for row in page.rows], "next": page.next})


def _bad(error: BadSelection) -> HttpResponse:
    return answer(400, {"code": "bad_selection", "message": str(error)})
