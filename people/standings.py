"""Sums over the tables of counts.  A standing is worked out anew each time, so it cannot drift."""

from collections.abc import Iterable

from django.db.models import Count, Q, Sum

from people import aliases
from people.models import Leaving, MatchPlayed, RoundPlayed, Standing
from people.rating import START

LONGEST = 50  # rounds looked back at for a streak


def recount(players: Iterable[str]) -> dict[str, Standing]:
    """Bring the standings of these players up to what the tables say: player -> his person's."""
    person_of = aliases.persons(players)
    standings = {person: _recounted(person) for person in sorted(set(person_of.values()))}
    return {player: standings[person] for player, person in sorted(person_of.items())}


def _recounted(person: str) -> Standing:
    own = aliases.ids(person)
    sums = {**_of_rounds(own), **_of_matches(own)}
    left = Leaving.objects.filter(player__in=own).aggregate(leavings=Count("pk"), cost=Sum("change"))
    sums["leavings"] = left["leavings"]
    sums["rating"] = START + (sums.pop("moved") or 0) + (left["cost"] or 0)
    sums["streak"] = _streak(own)
    standing, _ = Standing.objects.update_or_create(player=person, defaults=sums)
    return standing


def _of_rounds(own: list[str]) -> dict[str, int]:
    liar, spy, won = Q(role="liar"), Q(role="spy"), Q(won=True)
    return RoundPlayed.objects.filter(player__in=own).aggregate(
        rounds=Count("pk"),
        wins=Count("pk", filter=won),
        liar_rounds=Count("pk", filter=liar),
        liar_wins=Count("pk", filter=liar & won),
        escapes=Count("pk", filter=liar & won & Q(caught=False)),
        spy_rounds=Count("pk", filter=spy),
        spy_wins=Count("pk", filter=spy & won),
        caught=Count("pk", filter=liar & Q(caught=True)),
        votes=Count("pk", filter=Q(voted=True, role="citizen")),
        right=Count("pk", filter=Q(right=True)),
        hints=Sum("hints", default=0),
        rated=Count("pk", filter=Q(rated=True)),
        moved=Sum("change"),
    )


def _of_matches(own: list[str]) -> dict[str, int]:
    return MatchPlayed.objects.filter(player__in=own).aggregate(
        matches=Count("pk"), matches_won=Count("pk", filter=Q(won=True))
    )


def _streak(own: list[str]) -> int:
    newest = RoundPlayed.objects.filter(player__in=own).order_by("-id").values_list("won", flat=True)
    streak = 0
    for won in newest[:LONGEST]:
        if not won:
            break
        streak += 1
    return streak
