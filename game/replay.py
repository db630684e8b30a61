"""A match as it was, read from the log: what a replay shows.

Nothing is kept for it.  Three queries read a match: where it begins, its milestones (rounds that ended,
lines that were hidden since), and what lies between.  A match that still runs is shown up to the last round
that is over, so no replay holds a secret: words and roles come from the reveal alone; ballots and suspicions,
which stay sealed in the log, are opened for rounds that are revealed, unless the host wanted votes to stay
secret.
"""

import hashlib
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import msgspec
from django.db.models import Q, QuerySet

from events.catalogue import (
    MatchStarted,
    MessagePosted,
    QuestionAnswered,
    RoundRevealed,
    SeatTaken,
    SuspicionMarked,
    VoteCast,
)
from events.log import store
from events.messages.envelope import payload_of, stream_of
from events.models import StoredEvent
from events.schema import Event

MOST = 5_000  # events of one match; a long evening of twelve people makes about 1,500
MOST_SEATS = 500  # that were taken in the room before
MOST_MILESTONES = 2_000
FORMAT = 2  # a new one makes every kept answer stale

STARTED, ENDED, OVER = "game.match_started", "game.match_ended", "game.round_revealed"
HIDDEN_LINE = "chat.line_hidden"
SHOWN = (
    *(OVER, ENDED, "game.seat_taken", "game.seat_left", "game.presence_changed", "game.round_dealt"),
    *("game.lap_started", "game.phase_started", "game.described", "game.vote_cast", "game.vote_closed"),
    *("game.pleaded", "game.question_answered", "game.question_closed", "game.player_convicted"),
    *("game.liars_escaped", "game.guess_neared", "game.word_guessed", "game.phase_extended"),
    *("game.match_paused", "game.match_resumed", "chat.message_posted", "game.suspicion_marked"),
)


Fact = tuple[StoredEvent, Event]


class Person(msgspec.Struct, frozen=True):
    player: str
    nickname: str
    bot: bool


class Step(msgspec.Struct, frozen=True):
    """One event: ``at`` milliseconds after the match began.  ``data`` is that of docs/catalogue.md, with
    ballots opened where the round is over."""

    at: int
    type: str
    data: msgspec.Raw


class Timeline(msgspec.Struct, frozen=True):
    """``over``: False while the match runs, and then the steps end with the last round that is over.
    ``whole``: False when it was longer than a replay may be."""

    id: str
    started: int  # epoch milliseconds
    mode: str
    over: bool
    whole: bool
    people: list[Person]
    steps: list[Step]


@dataclass(frozen=True)
class Match:
    """Where in the log a match lies.  ``rounds``: how many are over; ``until``: the position up to which it
    may be shown; ``hidden``: numbers of chat lines that were taken away."""

    first: StoredEvent
    until: int
    rounds: int
    over: bool
    hidden: frozenset[int]

    @property
    def etag(self) -> str:
        """Changes with whatever changes the answer."""
        facts = (FORMAT, self.first.event_id, self.until, self.over, sorted(self.hidden))
        return f'"{hashlib.sha256(repr(facts).encode()).hexdigest()[:32]}"'

    @cached_property
    def start(self) -> MatchStarted:
        started = payload_of(store.envelope_of(self.first))
        assert isinstance(started, MatchStarted)
        return started


def find(id: uuid.UUID) -> Match | None:
    """The match whose first event has this id, in two queries; None when the log has none."""
    first = StoredEvent.objects.filter(event_id=str(id), type=STARTED).first()
    return _found(first) if first else None


def newest(room: str) -> str | None:
    """The id of a room's newest match."""
    rows = StoredEvent.objects.filter(stream=stream_of("game", room), type=STARTED).order_by("-sequence")
    return rows.values_list("event_id", flat=True).first()


def timeline(match: Match) -> Timeline:
    """All that may be shown of a match, in one query."""
    rows = list(_rows(match)[: MOST + 1])
    facts = [(row, _published(row)) for row in rows[:MOST]]
    shown = [fact for fact in facts if fact[0].position > match.first.position and _is_shown(*fact, match)]
    return Timeline(
        id=match.first.event_id,
        started=_ms(match.first),
        mode=match.start.settings.mode,
        over=match.over,
        whole=len(rows) <= MOST,
        people=_people(match, facts, shown),
        steps=list(_steps(match, shown)),
    )


def _people(match: Match, facts: Sequence[Fact], shown: Sequence[Fact]) -> list[Person]:
    """Who played, who came and who said something, by the names they had."""
    seats = [event for _, event in facts if isinstance(event, SeatTaken)]
    named = {seat.player: Person(seat.player, seat.nickname, seat.bot) for seat in seats}
    came = [event.player for _, event in shown if isinstance(event, SeatTaken)]
    spoke = [event.author for _, event in shown if isinstance(event, MessagePosted)]
    return [
        named[player] for player in dict.fromkeys((*match.start.players, *came, *spoke)) if player in named
    ]


def _found(first: StoredEvent) -> Match:
    later = Q(position__gt=first.position)
    game = Q(stream=first.stream, type__in=(OVER, ENDED))
    chat = Q(stream=_chat(first), type=HIDDEN_LINE)
    until, rounds, over, hidden = first.position, 0, False, set[int]()
    for row in StoredEvent.objects.filter(later & (game | chat)).order_by("position")[:MOST_MILESTONES]:
        if row.type == HIDDEN_LINE:
            hidden.add(msgspec.json.decode(store.envelope_of(row).data)["number"])
        elif not over:
            until, over = row.position, row.type == ENDED
            rounds += row.type == OVER
    return Match(first, until, rounds, over, frozenset(hidden))


def _rows(match: Match) -> QuerySet[StoredEvent]:
    """Who had sat down before, and what happened until where it may be shown."""
    first = match.first
    span = Q(position__gt=first.position, position__lte=match.until)
    said = Q(stream=_chat(first)) & span
    played = Q(stream=first.stream) & span
    seated = Q(stream=first.stream, type="game.seat_taken", position__lt=first.position)
    return StoredEvent.objects.filter((played | said) & Q(type__in=SHOWN) | seated).order_by("position")


def _is_shown(row: StoredEvent, event: Event, match: Match) -> bool:
    """Lines of the room itself are left out: the steps tell the same.  So are those that were hidden."""
    if not isinstance(event, MessagePosted):
        return True
    return event.author is not None and row.sequence not in match.hidden


def _steps(match: Match, facts: Sequence[Fact]) -> Iterator[Step]:
    begun = _ms(match.first)
    ends = [number for number, (_, event) in enumerate(facts) if isinstance(event, RoundRevealed)]
    revealed = ends[-1] if ends and not match.start.settings.anonymous else 0
    for number, (row, event) in enumerate(facts):
        if isinstance(event, SuspicionMarked) and number >= revealed:
            continue  # nobody's before its reveal
        sealed = isinstance(event, (VoteCast, QuestionAnswered, SuspicionMarked))
        data = opened(row) if sealed and number < revealed else event
        yield Step(max(0, _ms(row) - begun), row.type, msgspec.Raw(msgspec.json.encode(data)))


def _published(row: StoredEvent) -> Event:
    event = payload_of(store.envelope_of(row))
    assert isinstance(event, Event)
    return event


def opened(row: StoredEvent) -> Event:
    """With its sealed fields."""
    event = payload_of(store.opened(row))
    assert isinstance(event, Event)
    return event


def _chat(first: StoredEvent) -> str:
    return stream_of("chat", first.room)


def _ms(row: StoredEvent) -> int:
    return int(row.time.timestamp() * 1000)
