"""Who is where, and who is known: kept beside the events, so that it can be forgotten."""

from collections.abc import Iterable
from datetime import timedelta

from django.db.models import OuterRef, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils import timezone

from people.models import Alias, Attendance, Forgotten, Person

REMEMBERED = timedelta(days=30)  # how long one can still be found in a room that is closed


def came(room: str, player: str, nickname: str) -> None:
    Attendance.objects.update_or_create(
        room=room, player=player, defaults={"nickname": nickname, "present": True}
    )


def went(room: str, player: str) -> None:
    Attendance.objects.filter(room=room, player=player).update(present=False)


def closed(room: str) -> None:
    """Nobody is there any more; rooms that closed long ago are forgotten on this occasion."""
    now = timezone.now()
    Attendance.objects.filter(room=room).update(present=False, closed_at=now)
    Attendance.objects.filter(closed_at__lt=now - REMEMBERED).delete()


def called(player: str) -> Coalesce:
    """For queries: what the one is called whose id the field ``player`` has; "" if nobody knows.

    Who has finished no round is no person yet, but has been in a room under some name."""
    person = Person.objects.filter(player=OuterRef(player)).values("nickname")[:1]
    guest = Attendance.objects.filter(player=OuterRef(player)).order_by("-pk").values("nickname")[:1]
    return Coalesce(Subquery(person), Subquery(guest), Value(""))


def rooms_of(player: str) -> list[str]:
    """Where he sits or watches now."""
    return list(Attendance.objects.filter(player=player, present=True).values_list("room", flat=True))


def were_together(room: str, *players: str) -> bool:
    """Whether all of them are, or have been, in the room."""
    return Attendance.objects.filter(room=room, player__in=players).count() == len(set(players))


def meet(room: str, players: Iterable[str]) -> None:
    """Make the people known who have finished a round there.  Whoever was forgotten stays so,
    and whoever is an account's is no guest again."""
    wanted = set(players)
    gone = {
        player
        for table in (Forgotten, Alias)
        for player in table._default_manager.filter(player__in=wanted).values_list("player", flat=True)
    }
    here = Attendance.objects.filter(room=room, player__in=wanted - gone)
    Person.objects.bulk_create(
        [Person(player=one.player, nickname=one.nickname) for one in here], ignore_conflicts=True
    )
    for one in here:  # a guest is called what he called himself last; an account has a name of its own
        guests = Person.objects.filter(player=one.player, user=None)
        guests.exclude(nickname=one.nickname).update(nickname=one.nickname)
