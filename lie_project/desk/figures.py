"""The figures of the desk's index.  Each is None when it is not known in time.

What Redis and the broker know is asked first, all at once; meanwhile the database answers."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

from django.db.models import Count, Sum
from django.db.models.functions import TruncHour

from events.admin import standing
from events.faults import incidents
from events.models import FailedDelivery, StoredEvent
from events.telemetry import metrics
from events.workers import beats
from lie_project.desk import queues
from lie_project.desk.asking import DEADLINE, Asked
from media import nodes
from people.models import Report, Sanction
from rooms.models import Room

T = TypeVar("T")

HOURS = 24  # of the plots
STARTED = "game.match_started"
SWAPPED = 1000  # positions follow commits and times beginnings: neighbours may be swapped


@dataclass(frozen=True)
class Concern:
    """One row: what waits for a concern, and who works for it."""

    name: str
    waiting: int | None  # messages in its queues
    lag: standing.Figure | None  # events not handled
    oldest: timedelta | None  # of them
    took: float | None  # seconds; see queues.lags
    handled: bool  # anything so far, as far as is known
    workers: int | None


@dataclass(frozen=True)
class Desk:
    rooms: int | None
    players: int | None
    games: int | None  # begun today (UTC)
    parked: int | None
    incidents: int | None
    reports: int | None  # undecided
    appeals: int | None  # against sanctions that stand
    concerns: list[Concern]
    processes: list[beats.Beat] | None
    media: list[nodes.Load] | None
    hours: list[tuple[datetime, int, int]] | None  # of the last day: hour, rooms opened, games begun


def desk(now: datetime, patience: float = DEADLINE) -> Desk:
    """All of it, in at most a dozen queries and ``patience`` seconds.  What is left of them when a question's
    turn comes, it has; who waits for a person is asked for first, and the plot last."""
    asked = Asked(
        {"depths": queues.depths, "beats": beats.beats, "media": nodes.living, "totals": metrics.totals},
        deadline=patience,
    )

    def known(question: Callable[[], T]) -> T | None:
        return standing.known(question, asked.left())

    live = known(_live)
    reports = known(lambda: Report.objects.filter(upheld=None).count())
    appeals = known(lambda: Sanction.objects.filter(lifted_at=None).exclude(appeal="").count())
    parked = known(lambda: FailedDelivery.objects.filter(state=FailedDelivery.State.PARKED).count())
    troubles = known(lambda: sum(incidents.open_counts().values()))
    games = known(lambda: _started_since(now.replace(hour=0, minute=0, second=0, microsecond=0)).count())
    overview = standing.overview(now, asked.left)
    hours = known(lambda: _hours(now))
    processes = asked.answer("beats")
    return Desk(
        rooms=live[0] if live else None,
        players=live[1] if live else None,
        games=games,
        parked=parked,
        incidents=troubles,
        reports=reports,
        appeals=appeals,
        concerns=_concerns(overview, asked.answer("depths"), asked.answer("totals"), processes),
        processes=processes,
        media=asked.answer("media"),
        hours=hours,
    )


def _live() -> tuple[int, int]:
    found = Room.objects.filter(closed=False, people__gt=0).aggregate(
        rooms=Count("pk"), players=Sum("people")
    )
    return found["rooms"], found["players"] or 0


def _started_since(since: datetime) -> Any:
    """By the index of types: the log may have millions of rows of others."""
    first = StoredEvent.objects.filter(time__gte=since).order_by("time").values_list("position", flat=True)
    position = max(0, (first.first() or 0) - SWAPPED)
    return StoredEvent.objects.filter(type=STARTED, position__gt=position, time__gte=since)


def _hours(now: datetime) -> list[tuple[datetime, int, int]]:
    """Of the last ``HOURS``, the running one included."""
    last = now.astimezone(UTC).replace(minute=0, second=0, microsecond=0)
    all_of_them = [last - timedelta(hours=ago) for ago in reversed(range(HOURS))]
    opened = _by_hour(Room.objects.filter(opened_at__gte=all_of_them[0]), "opened_at")
    started = _by_hour(_started_since(all_of_them[0]), "time")
    return [(hour, opened[hour], started[hour]) for hour in all_of_them]


def _by_hour(rows: Any, field: str) -> Counter[datetime]:
    hours = rows.order_by().annotate(hour=TruncHour(field, tzinfo=UTC)).values_list("hour")
    return Counter(dict(hours.annotate(Count("pk"))))


def _concerns(
    overview: standing.Overview,
    depths: dict[str, int] | None,
    totals: queues.Totals | None,
    processes: Sequence[beats.Beat] | None,
) -> list[Concern]:
    lags = queues.lags(totals) if totals is not None else {}
    names = dict.fromkeys(one.subscription.concern for one in overview.standings)
    return [
        Concern(
            name,
            depths.get(name) if depths is not None else None,
            *_open(overview, name),
            lags.get(name),
            name in lags,
            None if processes is None else sum(beat.kind == name for beat in processes),
        )
        for name in names
    ]


def _open(overview: standing.Overview, name: str) -> tuple[standing.Figure | None, timedelta | None]:
    rows = [one for one in overview.standings if one.counted and one.subscription.concern == name]
    figures = [one.lag for one in rows if one.lag is not None]
    if len(figures) < len(rows):
        return None, None
    lag = standing.Figure(sum(f.count for f in figures), any(f.more for f in figures))
    return lag, max((one.oldest for one in rows if one.oldest), default=None)
