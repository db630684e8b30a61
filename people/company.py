"""Somebody's friends, and where they are: for him alone."""

from collections.abc import Collection
from typing import Any

import msgspec
from django.db.models import Case, F, OuterRef, Q, QuerySet, Subquery, When
from django.db.models.functions import Coalesce

from people import places
from people.models import Alias, Attendance, Friendship, Person


class Acquaintance(msgspec.Struct, frozen=True):
    """``page``: there is a profile of him, /people/<player>."""

    player: str
    nickname: str
    page: bool


class Friend(Acquaintance, frozen=True):
    """``here``: sits or watches in a room; ``room``: its code, "" when it is not public."""

    here: bool
    room: str


class Company(msgspec.Struct, frozen=True):
    """``asking``: who waits for an answer; ``asked``: whose answer is waited for."""

    friends: list[Friend]
    asking: list[Acquaintance]
    asked: list[Acquaintance]


def of(person: str) -> Company:
    """All of it in four queries: friends who are here first, then by name."""
    ties = list(_ties(person).filter(Q(asker=person) | Q(asked=person)).exclude(state="declined"))
    friends = [tie for tie in ties if tie.state == "friends"]
    rooms = _rooms([tie.other for tie in friends]) if friends else {}
    shown = [Friend(*_who(tie), tie.other in rooms, rooms.get(tie.other, "")) for tie in friends]
    waiting = [tie for tie in ties if tie.state == "asked"]
    return Company(
        sorted(shown, key=lambda one: (not one.here, one.nickname.casefold())),
        [Acquaintance(*_who(tie)) for tie in waiting if tie.asked == person],
        [Acquaintance(*_who(tie)) for tie in waiting if tie.asker == person],
    )


def asking(person: str) -> list[Acquaintance]:
    """Who waits for his answer, the newest first.  One query: it is asked for again and again."""
    waiting = _ties(person).filter(asked=person, state="asked")
    return [Acquaintance(*_who(tie)) for tie in waiting]


def _ties(person: str) -> "QuerySet[Friendship, Any]":
    """With ``other``; ``now``: his name, None without a page; ``name``: with one of then."""
    mine = Q(asker=person)
    other = Case(When(mine, then=F("asked")), default=F("asker"))
    then = Case(When(mine, then=F("asked_name")), default=F("asker_name"))
    now = Person.objects.filter(player=OuterRef("other")).values("nickname")[:1]
    ties = Friendship.objects.annotate(other=other, then=then)
    return ties.annotate(now=Subquery(now)).annotate(name=Coalesce("now", "then")).order_by("-at")


def _who(tie: Any) -> tuple[str, str, bool]:
    return tie.other, tie.name, tie.now is not None


def _rooms(friends: Collection[str]) -> dict[str, str]:
    """Friend -> his room; "" for one that is not public.  Who is nowhere is left out."""
    merged = dict(Alias.objects.filter(person__in=friends).values_list("player", "person"))
    here = Attendance.objects.filter(present=True, player__in=[*friends, *merged]).order_by("id")
    sits = [(merged.get(player, player), room) for player, room in here.values_list("player", "room")]
    public = places.public_among({room for _, room in sits}) if sits else set()
    found: dict[str, str] = {}
    for friend, room in sits:
        found[friend] = room if room in public else found.get(friend, "")
    return found
