"""What the room page asks for: block lists, reports, what was earned; and appeals."""

from typing import Annotated, Literal

import msgspec
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from events import gateway
from events.messages.commands import AppealSanction, Code, Note, PlayerId, ReportPlayer
from events.messages.envelope import player_message_id
from people import aliases, door, friends, limits, moderation, persons, selectors
from people.guests import guests
from people.models import Attendance, Block, Report, Sanction
from people.views.asking import bad, body_of, known, refused, too_fast

BLOCKED_AT_MOST = 500  # by one player


class ReportBody(msgspec.Struct):
    """Body of POST /api/people/reports."""

    id: Annotated[str, msgspec.Meta(pattern="^[a-z0-9]{8,24}$")]  # the same for a second try
    room: Code
    player: PlayerId
    reason: Literal["insult", "cheating", "leaving", "picture", "name", "other"]
    note: Note = ""
    line: int | None = None


class BlockBody(msgspec.Struct):
    """Body of POST /api/people/block."""

    player: PlayerId
    blocked: bool


@never_cache
@require_GET
def blocks(request: HttpRequest) -> JsonResponse:
    """Ids of those whom the asking player does not want to see."""
    guest = known(request)
    return JsonResponse(
        {"blocked": [one.blocked for one in selectors.blocked_by(guest.player)] if guest else []}
    )


@require_POST
def block(request: HttpRequest) -> JsonResponse:
    """Put a player on the list, or take him off it."""
    guest, body = known(request), body_of(request, BlockBody)
    if guest is None or body is None or body.player == guest.player:
        return bad()
    if not limits.allows((limits.EDITS, guest.player)):
        return too_fast()
    own = Block.objects.filter(blocker=guest.player)
    if not body.blocked:
        own.filter(blocked=body.player).delete()
    elif own.count() < BLOCKED_AT_MOST:
        seen = Attendance.objects.filter(player=body.player).order_by("-id").first()
        if seen is None:
            return bad()
        own.get_or_create(blocker=guest.player, blocked=body.player, defaults={"nickname": seen.nickname})
        friends.end(aliases.person(guest.player), aliases.person(body.player))
    return JsonResponse({})


@require_POST
def unblock(request: HttpRequest, player: str) -> HttpResponse:
    """The same from the profile page, by a form."""
    guest = known(request)
    if guest:
        Block.objects.filter(blocker=guest.player, blocked=player).delete()
    return redirect("me")


@require_POST
def report(request: HttpRequest) -> JsonResponse:
    """A player thinks that a moderator should look."""
    guest, body = known(request), body_of(request, ReportBody)
    if guest is None or body is None or not persons.were_together(body.room, guest.player, body.player):
        return bad()
    if not limits.allows((limits.REPORTS, guest.player)):
        return too_fast()
    if moderation.reported_lately(Report.objects.filter(ledger_id=body.room), guest.player, body.player):
        return refused(
            "reported_already", gettext("You have reported this player in this room already."), 409
        )
    command = ReportPlayer(player=body.player, reason=body.reason, note=body.note, line=body.line)
    id = player_message_id(guest.player, f"report-{body.id}")
    gateway.submit(command, body.room, actor=guest.player, id=id)
    return JsonResponse({}, status=202)


@never_cache
@require_GET
def news(request: HttpRequest) -> JsonResponse:
    """Achievements earned after ``?after=``; without it, only where to ask on from."""
    guest = known(request)
    after = request.GET.get("after", "")
    if guest is None:
        return JsonResponse({"newest": 0, "earned": []})
    medals = selectors.news(guest.player, int(after)) if after.isdecimal() and len(after) < 19 else []
    earned = [{"name": one.name, "title": str(one.title), "how": str(one.how)} for one in medals]
    return JsonResponse({"newest": selectors.newest_news(guest.player), "earned": earned})


@require_POST
def appeal(request: HttpRequest) -> HttpResponse:
    """Who is banned tells his side, once."""
    guest = guests().of(request)
    ban = moderation.in_force(guest.player, Sanction.Kind.BAN) if guest else None
    if guest is None or ban is None:
        return redirect("landing")
    note = " ".join(request.POST.get("note", "").split())[:500]
    if note and not ban.appeal and limits.allows((limits.REPORTS, guest.player)):
        id = player_message_id(guest.player, f"appeal-{ban.pk}")
        gateway.submit(AppealSanction(sanction=ban.pk, note=note), moderation.SITE, actor=guest.player, id=id)
        ban.appeal = note  # as it will be, for the page
    return door.barred(request, ban)
