"""The table after an event.  No rule is decided here: an event has happened, whatever it says."""

from collections.abc import Callable, Iterable
from typing import Any, TypeVar

from msgspec import UnsetType
from msgspec.structs import asdict, replace

from events.catalogue import (
    Described,
    MatchEnded,
    MatchStarted,
    PhaseStarted,
    PlayerId,
    PresenceChanged,
    RoundDealt,
    RoundRevealed,
    SeatLeft,
    SeatTaken,
    TableOpened,
    VoteAgreed,
    VoteCast,
    VoteClosed,
    WordGuessed,
)
from events.schema import Event
from game import ballots
from game.table import Round, Seat, Table
from game.view import Hint, Reveal

T = TypeVar("T")
UNCOUNTED = ("void", "too_few")  # such a round is played again


def apply(table: Table, event: Event) -> Table:
    """The table after ``event``, whose sealed fields must be filled in (ValueError).  TypeError for
    an event that is not one of a table."""
    fold = _FOLDS.get(type(event))
    if fold is None:
        raise TypeError(f"{type(event).__name__} is no event of a table")
    return fold(table, event)


def _opened(table: Table, event: TableOpened) -> Table:
    return replace(table, opened=True, language=event.language)


def _seat_taken(table: Table, event: SeatTaken) -> Table:
    others = _without(table.seats, event.player)
    return replace(table, seats=(*others, Seat(event.player, event.nickname, event.bot)))


def _seat_left(table: Table, event: SeatLeft) -> Table:
    gone = next(seat for seat in table.seats if seat.player == event.player)
    seats = _without(table.seats, event.player)
    if table.phase != "lobby" and gone.playing:
        seats = _changed(table.seats, event.player, left=True, away=True, playing=False)
    return replace(
        table,
        seats=seats,
        candidates=tuple(player for player in table.candidates if player != event.player),
        round=_without_ballots(table.round, event.player),
    )


def _presence_changed(table: Table, event: PresenceChanged) -> Table:
    return replace(table, seats=_changed(table.seats, event.player, away=event.away))


def _match_started(table: Table, event: MatchStarted) -> Table:
    seats = tuple(replace(seat, score=0, playing=seat.player in event.players) for seat in table.seats)
    return replace(
        table, seats=seats, rounds=event.rounds, pace=event.pace, finished=0, round=Round(), winners=()
    )


def _round_dealt(table: Table, event: RoundDealt) -> Table:
    word = _unsealed(event.word)
    dealt = Round(
        number=event.round,
        category=event.category,
        order=tuple(event.order),
        commitment=event.commitment,
        word=word,
        aliases=tuple(_unsealed(event.aliases)),
        liars=tuple(_unsealed(event.liars)),
        nonce=_unsealed(event.nonce),
    )
    seats = tuple(replace(seat, playing=seat.player in event.order) for seat in table.seated())
    # A word comes a second time only when the deck is used up: the count begins anew.
    used = (word,) if word in table.used else (*table.used, word)
    return replace(table, seats=seats, round=dealt, used=used)


def _phase_started(table: Table, event: PhaseStarted) -> Table:
    seat = table.seat(event.turn)
    return replace(
        table,
        phase=event.phase,
        number=event.number,
        deadline=event.deadline,
        turn=event.turn,
        cut_turn=event.phase == "describing" and seat is not None and seat.away,
        candidates=tuple(event.candidates),
        round=replace(table.round, ballots={}, agreed=()),
    )


def _described(table: Table, event: Described) -> Table:
    hints = (*table.round.hints, Hint(event.player, event.text))
    return replace(table, round=replace(table.round, hints=hints))


def _vote_agreed(table: Table, event: VoteAgreed) -> Table:
    return replace(table, round=replace(table.round, agreed=(*table.round.agreed, event.player)))


def _vote_cast(table: Table, event: VoteCast) -> Table:
    cast = table.round.ballots | {event.voter: _unsealed(event.target)}
    return replace(table, round=replace(table.round, ballots=cast))


def _vote_closed(table: Table, event: VoteClosed) -> Table:
    closed = replace(
        table.round,
        ballots={},
        votes=ballots.full(table.round.ballots, table.players()),
        votings=table.round.votings + (table.phase == "voting"),
        tally=event.tally,
        tied=tuple(event.tied),
        accused=event.accused,
    )
    return replace(table, round=closed)


def _word_guessed(table: Table, event: WordGuessed) -> Table:
    return replace(table, round=replace(table.round, guess=event.text))


def _round_revealed(table: Table, event: RoundRevealed) -> Table:
    told = {name: value for name, value in asdict(event).items() if name not in ("aliases", "scores")}
    seats = tuple(replace(seat, score=event.scores.get(seat.player, seat.score)) for seat in table.seats)
    return replace(
        table,
        seats=seats,
        round=replace(table.round, reveal=Reveal(**told, guess=table.round.guess)),
        finished=table.finished + (event.reason not in UNCOUNTED),
    )


def _match_ended(table: Table, event: MatchEnded) -> Table:
    seats = tuple(replace(seat, playing=False) for seat in table.seated())
    return replace(table, seats=seats, winners=tuple(event.winners))


_FOLDS: dict[type[Event], Callable[[Table, Any], Table]] = {
    TableOpened: _opened,
    SeatTaken: _seat_taken,
    SeatLeft: _seat_left,
    PresenceChanged: _presence_changed,
    MatchStarted: _match_started,
    RoundDealt: _round_dealt,
    PhaseStarted: _phase_started,
    Described: _described,
    VoteAgreed: _vote_agreed,
    VoteCast: _vote_cast,
    VoteClosed: _vote_closed,
    WordGuessed: _word_guessed,
    RoundRevealed: _round_revealed,
    MatchEnded: _match_ended,
}


def _unsealed(value: T | UnsetType) -> T:
    if isinstance(value, UnsetType):
        raise ValueError("a published copy cannot be folded: its sealed fields are missing")
    return value


def _without(seats: Iterable[Seat], player: PlayerId) -> tuple[Seat, ...]:
    return tuple(seat for seat in seats if seat.player != player)


def _changed(seats: Iterable[Seat], player: PlayerId, **change: bool) -> tuple[Seat, ...]:
    return tuple(replace(seat, **change) if seat.player == player else seat for seat in seats)


def _without_ballots(dealt: Round, player: PlayerId) -> Round:
    """Neither the ballot nor the agreement of one who left counts, nor a ballot that names him."""
    kept = {voter: target for voter, target in dealt.ballots.items() if player not in (voter, target)}
    agreed = tuple(other for other in dealt.agreed if other != player)
    return replace(dealt, ballots=kept, agreed=agreed)
