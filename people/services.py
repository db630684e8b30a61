"""Counting: what a round, a match and a leaving come to, decided once and put into the log."""

from collections.abc import Sequence

from events.catalogue import (
    AchievementEarned,
    MatchCounted,
    MatchEnded,
    MatchLeft,
    RoundCounted,
    RoundDealt,
    SeatLeft,
)
from events.log import store
from events.models import StoredEvent
from events.schema import Event
from events.work import UnitOfWork
from people import achievements, aliases, counting, leaving, persons, reading, standings
from people.models import Achievement, Leaving, RoundPlayed, Standing
from people.projector import PEOPLE


def append(work: UnitOfWork, *events: Event) -> int:
    """Append to the room's stream, and its rows with it; position of the first one in the log.

    Raises store.Conflict."""
    PEOPLE.append(work, events, expected=store.head(PEOPLE.stream(work.room)))
    return work.stored[-len(events)].position


def count_round(work: UnitOfWork) -> None:
    """A round is over: count it, and give what it earned."""
    events = reading.round_of(work.cause)
    dealt = events[0]
    if not isinstance(dealt, RoundDealt):  # archived meanwhile
        return
    people = [player for player in dealt.order if not counting.is_bot(player)]
    counted = counting.count(reading.match_before(work.cause), dealt.round, events, _ratings(people))
    if counted is None:
        return
    persons.meet(work.room, people)
    append(work, counted)
    _give(work, counted)


def _ratings(players: Sequence[str]) -> dict[str, int]:
    """Of those of them who have one."""
    person_of = aliases.persons(players)
    rated = dict(Standing.objects.filter(player__in=person_of.values()).values_list("player", "rating"))
    return {player: rated[person] for player, person in person_of.items() if person in rated}


def count_match(work: UnitOfWork, event: MatchEnded) -> None:
    """A match is over, with its score; one without any round that counted leaves no trace."""
    match = reading.match_before(work.cause)
    players = set(
        RoundPlayed.objects.filter(ledger_id=work.room, match=match).values_list("player", flat=True)
    )
    scores = {player: score for player, score in event.scores.items() if player in players}
    if not scores:
        return
    winners = [player for player in event.winners if player in scores]
    append(work, MatchCounted(match=match, scores=scores, winners=winners))
    standings.recount(scores)
    for player in winners:
        if achievements.CHAMPION not in _earned(player):
            append(work, AchievementEarned(player=player, achievement=achievements.CHAMPION))


def count_leaving(work: UnitOfWork, event: SeatLeft) -> None:
    """Somebody left the table: in the middle of a round?"""
    dealt = reading.round_running(work.cause)
    if dealt is None or event.player not in dealt.order or counting.is_bot(event.player):
        return
    people = [player for player in dealt.order if not counting.is_bot(player)]
    if len(people) < 2 or not _went_himself(work.cause.causationid):  # nobody is left behind by him
        return
    lately = lately_left(event.player)
    change = leaving.cost(lately)
    append(
        work,
        MatchLeft(player=event.player, match=reading.match_before(work.cause), lately=lately, change=change),
    )
    standings.recount([event.player])


def lately_left(player: str) -> int:
    """How many matches he has left that are not forgiven yet."""
    own = aliases.ids(player)
    rounds = RoundPlayed.objects.filter(player__in=own).order_by("-id").values_list("played_at", flat=True)
    since = list(rounds[leaving.FORGIVEN_AFTER - 1 : leaving.FORGIVEN_AFTER])
    left = Leaving.objects.filter(player__in=own)
    return (left.filter(left_at__gt=since[0]) if since else left).count()


def _went_himself(cause: str) -> bool:
    """Not removed by somebody, and the room was not closed under him."""
    row = StoredEvent.objects.filter(event_id=cause, type="rooms.player_left").first()
    return row is not None and getattr(reading.event_of(row), "reason", "") in ("left", "expired")


def _give(work: UnitOfWork, counted: RoundCounted) -> None:
    totals = standings.recount(one.player for one in counted.players)
    earned = [
        AchievementEarned(player=one.player, achievement=name)
        for one in counted.players
        for name in achievements.earned(
            totals[one.player], one, counted.mode, counted.seats, _earned(one.player)
        )
    ]
    if earned:
        append(work, *earned)


def _earned(player: str) -> set[str]:
    """By the person that he is."""
    rows = Achievement.objects.filter(player__in=aliases.ids(player))
    return set(rows.values_list("name", flat=True))
