"""Ids that are one person: an account's own, and those of guests whose history it has taken over.

The log says for ever who played as which guest; that two of them are one is read from ``Alias``."""

from collections.abc import Iterable

from django.db.models import Q

from people.models import Alias


def person(player: str) -> str:
    """Whose history this player's is: his own, or the account's that took it over."""
    return persons([player])[player]


def persons(players: Iterable[str]) -> dict[str, str]:
    """The same for several: player -> person."""
    asked = set(players)
    merged = dict(Alias.objects.filter(player__in=asked).values_list("player", "person"))
    return {player: merged.get(player, player) for player in asked}


def ids(player: str) -> list[str]:
    """All ids of the person that this player is, in a fixed order."""
    theirs = Alias.objects.filter(player=player).values("person")
    rows = Alias.objects.filter(Q(player=player) | Q(person=player) | Q(person__in=theirs))
    return sorted({player, *(id for row in rows.values_list("player", "person") for id in row)})
