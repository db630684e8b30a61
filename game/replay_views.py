"""The pages of replays and their data.  Readable by everybody who has the link, with no account."""

import uuid

import msgspec
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET

from game import replay

LONGEST_KEPT = 60  # seconds that a browser may show a replay without asking again


@require_GET
def show(request: HttpRequest, game: uuid.UUID) -> HttpResponse:
    """The page: a player over the timeline, or a sentence for those who come too early or too late."""
    match = replay.find(game)
    if match is None:
        return _nothing(request, "unknown", status=404)
    if not match.rounds and not match.over:
        return _nothing(request, "early")
    return render(request, "game/replay/replay.html", {"game": game, "over": match.over})


@require_GET
def show_of_room(request: HttpRequest, code: str) -> HttpResponse:
    """To the replay of the room's newest match."""
    game = replay.newest(code)
    return redirect("replay", game=game) if game else _nothing(request, "unknown", status=404)


@require_GET
def data(request: HttpRequest, game: uuid.UUID) -> HttpResponse:
    """The timeline as JSON, in at most three queries; 304 after two when nothing has changed since."""
    match = replay.find(game)
    if match is None:
        body = msgspec.json.encode({"code": "not_found", "message": "There is no such match."})
        return HttpResponse(body, status=404, content_type="application/json")
    if match.etag in request.headers.get("If-None-Match", ""):
        return _kept(HttpResponseNotModified(), match)
    body = msgspec.json.encode(replay.timeline(match))
    return _kept(HttpResponse(body, content_type="application/json"), match)


def _kept(response: HttpResponse, match: replay.Match) -> HttpResponse:
    response.headers["ETag"] = match.etag
    response.headers["Cache-Control"] = (
        f"private, max-age={LONGEST_KEPT if match.over else 0}, must-revalidate"
    )
    return response


def _nothing(request: HttpRequest, why: str, status: int = 200) -> HttpResponse:
    return render(request, "game/replay/nothing.html", {"why": why}, status=status)
