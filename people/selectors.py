"""What pages read."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, QuerySet
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise

from events.models import StoredEvent
from people import aliases
from people.achievements import ALL
from people.models import Achievement, Block, MatchPlayed, Person, RoundPlayed, Standing
from people.reading import STARTED
from people.titles import ACHIEVEMENTS, ROLES

SHOWN = 20  # matches on a profile
TOP = 100  # people on the board
ESTABLISHED = 10  # rated rounds until a rating says something


@dataclass(frozen=True)
class Bar:
    title: Promise
    role: str
    rounds: int
    wins: int

    @property
    def percent(self) -> int:
        return round(100 * self.wins / self.rounds) if self.rounds else 0


@dataclass(frozen=True)
class Medal:
    name: str
    title: Promise
    how: Promise
    earned_at: datetime | None


@dataclass(frozen=True)
class Match:
    room: str
    ended_at: datetime
    score: int
    won: bool
    players: int
    replay: str  # address; "" when there is none


@dataclass(frozen=True)
class Place:
    place: int
    player: str
    nickname: str
    points: int
    rounds: int
    percent: int


def points(standing: Standing) -> int:
    """A rating as people read it."""
    return round(standing.rating / 100)


def bars(standing: Standing) -> list[Bar]:
    """Rounds and wins by role, roles never played left out."""
    citizen = standing.rounds - standing.liar_rounds - standing.spy_rounds
    won = standing.wins - standing.liar_wins - standing.spy_wins
    counts = {
        "citizen": (citizen, won),
        "liar": (standing.liar_rounds, standing.liar_wins),
        "spy": (standing.spy_rounds, standing.spy_wins),
    }
    return [Bar(ROLES[role], role, *numbers) for role, numbers in counts.items() if numbers[0]]


def medals(player: str) -> list[Medal]:
    """All there are: the earned ones first, the newest of them in front."""
    own = Achievement.objects.filter(player__in=aliases.ids(player))
    # Of one that he has earned twice, as a guest and before, the first counts.
    earned = dict(own.order_by("-id").values_list("name", "earned_at"))
    names = [
        *(name for name in earned if name in ACHIEVEMENTS),
        *(name for name in ALL if name not in earned),
    ]
    return [Medal(name, *ACHIEVEMENTS[name], earned.get(name)) for name in names]


def matches(player: str) -> list[Match]:
    """The last ones, the newest first."""
    rows = list(MatchPlayed.objects.filter(player__in=aliases.ids(player)).order_by("-id")[:SHOWN])
    rooms = {row.ledger_id for row in rows}
    together = MatchPlayed.objects.filter(ledger_id__in=rooms).values_list("ledger_id", "match")
    people = {(room, match): number for room, match, number in together.annotate(number=Count("pk"))}
    games = _games(rooms)
    return [
        Match(
            row.ledger_id,
            row.ended_at,
            row.score,
            row.won,
            people[row.ledger_id, row.match],
            replay_of(games.get((row.ledger_id, row.match))),
        )
        for row in rows
    ]


def _games(rooms: set[str]) -> dict[tuple[str, int], str]:
    streams = [f"game/{room}" for room in rooms]
    started = StoredEvent.objects.filter(stream__in=streams, type=STARTED)
    return {(row.room, row.sequence): row.event_id for row in started.only("room", "sequence", "event_id")}


def replay_of(game: str | None) -> str:
    """Where a game can be seen again; "" when it cannot."""
    try:
        return reverse("replay", args=[game]) if game else ""
    except NoReverseMatch:
        return ""


def top() -> list[Place]:
    """The best by rating, of those who have played enough for it to mean something."""
    best = list(Standing.objects.filter(rated__gte=ESTABLISHED).order_by("-rating", "player")[:TOP])
    names = dict(
        Person.objects.filter(player__in=[one.player for one in best]).values_list("player", "nickname")
    )
    known = [one for one in best if one.player in names]
    return [
        Place(n, one.player, names[one.player], points(one), one.rounds, round(100 * one.wins / one.rounds))
        for n, one in enumerate(known, 1)
    ]


def news(player: str, after: int) -> list[Medal]:
    """What he has earned after this position of the log."""
    rows = Achievement.objects.filter(player=player, id__gt=after).order_by("id")
    return [
        Medal(row.name, *ACHIEVEMENTS[row.name], row.earned_at) for row in rows if row.name in ACHIEVEMENTS
    ]


def newest_news(player: str) -> int:
    """Where to ask on from."""
    newest = Achievement.objects.filter(player=player).order_by("-id").values_list("id", flat=True).first()
    return newest or 0


def blocked_by(player: str) -> QuerySet[Block]:
    return Block.objects.filter(blocker=player).order_by("-at")


def rounds_of(player: str) -> int:
    """How many were counted for this id."""
    return RoundPlayed.objects.filter(player=player).count()
