"""A match as it is being played, a while late and with nothing sealed: for spectators, if the host wants so.

Who may ask is not decided here (lie_project.late_sight).  Unlike a replay it does not wait for the reveal, so
whatever it gives is secret to everybody who plays.
"""

from collections.abc import Iterator
from datetime import datetime

import msgspec
from django.db.models import Q

from events.catalogue import SeatTaken
from events.messages.envelope import stream_of
from events.models import StoredEvent
from game.replay import HIDDEN_LINE, SHOWN, STARTED, Person, Step, opened

SEEN = (*SHOWN, "game.roles_dealt")
SECONDS = 60.0  # behind the table
MOST = 500  # steps of one answer


class Glimpse(msgspec.Struct, frozen=True):
    """What has come since ``after``.  ``id``: of the match, "" before there was one; ``last``: where to go
    on; ``more``: there is more already."""

    id: str
    people: list[Person]
    steps: list[Step]
    last: int
    more: bool


def glimpse(code: str, until: datetime, match: str = "", after: int = 0) -> Glimpse:
    """The steps of a room's newest match up to a moment, after a position of the log.

    ``match``: whose steps the asker has up to ``after``; of another match he is given all."""
    past = StoredEvent.objects.filter(time__lte=until)
    first = past.filter(stream=stream_of("game", code), type=STARTED).order_by("-position").first()
    if first is None:
        return Glimpse("", [], [], 0, False)
    begin = after if match == first.event_id else first.position
    streams = (first.stream, stream_of("chat", code))
    rows = list(
        past.filter(stream__in=streams, type__in=SEEN, position__gt=begin).order_by("position")[: MOST + 1]
    )
    shown = rows[:MOST]
    last = shown[-1].position if shown else begin
    return Glimpse(first.event_id, _people(first), list(_steps(first, shown)), last, len(rows) > MOST)


def _people(first: StoredEvent) -> list[Person]:
    """Everybody who has had a seat, by the name he had last."""
    rows = StoredEvent.objects.filter(Q(stream=first.stream), type="game.seat_taken").order_by("position")
    seats = (event for event in map(opened, rows) if isinstance(event, SeatTaken))
    return list({seat.player: Person(seat.player, seat.nickname, seat.bot) for seat in seats}.values())


def _hidden(first: StoredEvent) -> set[int]:
    """Numbers of the lines that were taken away."""
    rows = StoredEvent.objects.filter(stream=stream_of("chat", first.room), type=HIDDEN_LINE)
    return {msgspec.to_builtins(opened(row))["number"] for row in rows}


def _steps(first: StoredEvent, rows: list[StoredEvent]) -> Iterator[Step]:
    begun, hidden = first.time.timestamp(), _hidden(first)
    for row in rows:
        data = msgspec.to_builtins(opened(row))
        if row.type == "chat.message_posted" and (data["author"] is None or row.sequence in hidden):
            continue  # of the room's own lines the steps tell the same
        at = max(0, int((row.time.timestamp() - begun) * 1000))
        yield Step(at, row.type, msgspec.Raw(msgspec.json.encode(data)))
