"""The public list: searched, filtered, sorted, in pages; and how many play just now."""

from typing import Annotated, Literal

import msgspec
from django.db.models import BooleanField, Case, F, Q, QuerySet, Sum, When
from msgspec import Meta

from events.catalogue import Mode
from rooms.models import Room
from rooms.showing import ListedRoom, Now

PAGE = 30
LISTED = 60  # rooms that are pushed; further ones are found by search and in pages


class Wanted(msgspec.Struct, frozen=True, kw_only=True):
    """A visitor's wish: query of GET /api/rooms.  ``free``: has a free seat; ``waiting``: no match
    runs; ``open``: neither password nor approval nor lock."""

    q: Annotated[str, Meta(max_length=40)] = ""
    language: Literal["", "ko", "en"] = ""
    mode: Literal[""] | Mode = ""
    free: bool = False
    waiting: bool = False
    open: bool = False
    sort: Literal["best", "new", "people"] = "best"
    page: Annotated[int, Meta(ge=1, le=1000)] = 1


class Found(msgspec.Struct, frozen=True):
    rooms: list[ListedRoom]
    total: int
    pages: int


SORTS: dict[str, tuple[str, ...]] = {
    "best": ("locked", "full", "playing", "-members", "-opened_at"),
    "new": ("-opened_at",),
    "people": ("-members", "-opened_at"),
}
FREE = Q(members__lt=F("capacity"))
ENTERED_AT_ONCE = Q(password=False, approval=False, locked=False)


def open_rooms() -> QuerySet[Room]:
    """Public rooms with somebody in them."""
    full = Case(When(FREE, then=False), default=True, output_field=BooleanField())
    return Room.objects.filter(public=True, closed=False, people__gt=0).annotate(full=full)


def find(wanted: Wanted) -> Found:
    """One page of the rooms that are wanted.  Two queries."""
    rooms = open_rooms().filter(_matches(wanted)).order_by(*SORTS[wanted.sort], "code")
    total = rooms.count()
    first = (wanted.page - 1) * PAGE
    shown = [row(room) for room in rooms[first : first + PAGE]]
    return Found(shown, total, max(1, -(-total // PAGE)))


def _matches(wanted: Wanted) -> Q:
    text = wanted.q.strip()
    matches = Q(host__icontains=text) | Q(code__istartswith=text) if text else Q()
    if wanted.language:
        matches &= Q(language=wanted.language)
    if wanted.mode:
        matches &= Q(mode=wanted.mode)
    if wanted.free:
        matches &= FREE
    if wanted.waiting:
        matches &= Q(playing=False)
    if wanted.open:
        matches &= ENTERED_AT_ONCE
    return matches


def row(room: Room) -> ListedRoom:
    return ListedRoom(
        code=room.code,
        host=room.host,
        members=room.members,
        capacity=room.capacity,
        playing=room.playing,
        language=room.language,
        mode=room.mode,
        opened=int(room.opened_at.timestamp() * 1000),
        password=room.password,
        approval=room.approval,
        locked=room.locked,
    )


def best() -> list[ListedRoom]:
    """The rooms that are pushed, those first that one can sit down in."""
    return [row(room) for room in open_rooms().order_by(*SORTS["best"], "code")[:LISTED]]


def now() -> Now:
    """How many rooms have somebody in them, and how many people these are."""
    lively = Room.objects.filter(closed=False, people__gt=0)
    people = lively.aggregate(people=Sum("people"))["people"]
    return Now(rooms=lively.count(), people=people or 0)
