"""The table after an event.  No rule is decided here: an event has happened, whatever it says."""

from collections.abc import Callable, Iterable
from typing import Any

from msgspec.structs import replace

from events.catalogue import (
    DeckChosen,
    MatchEnded,
    MatchPaused,
    MatchResumed,
    MatchStarted,
    MoreTimeAsked,
    PauseAsked,
    PhaseExtended,
    PhaseStarted,
    PlayerId,
    PresenceChanged,
    SeatLeft,
    SeatTaken,
    TableOpened,
)
from events.schema import Event
from game import fold_round
from game.phases import HIDDEN
from game.table import Round, Seat, Table
from game.view import Pause


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
    if (
        table.pause
        and table.pause.reason == "too_few"
        and table.phase in HIDDEN
        and _left(table, event.player)
    ):
        return replace(table, seats=_changed(table.seats, event.player, left=False, away=False, playing=True))
    others = _without(table.seats, event.player)
    return replace(table, seats=(*others, Seat(event.player, event.nickname, event.bot)))


def _left(table: Table, player: PlayerId) -> bool:
    return any(seat.left and seat.player == player for seat in table.seats)


def _seat_left(table: Table, event: SeatLeft) -> Table:
    gone = next(seat for seat in table.seats if seat.player == event.player)
    seats = _without(table.seats, event.player)
    if table.phase != "lobby" and gone.playing:
        seats = _changed(table.seats, event.player, left=True, away=True, playing=False)
    return replace(
        table,
        seats=seats,
        candidates=_others(table.candidates, event.player),
        more_time=_others(table.more_time, event.player),
        pausing=_others(table.pausing, event.player),
        round=_forgotten(table.round, event.player),
    )


def _presence_changed(table: Table, event: PresenceChanged) -> Table:
    return replace(table, seats=_changed(table.seats, event.player, away=event.away))


def _match_started(table: Table, event: MatchStarted) -> Table:
    seats = tuple(replace(seat, score=0, playing=seat.player in event.players) for seat in table.seats)
    return replace(
        table,
        seats=seats,
        settings=event.settings,
        finished=0,
        round=Round(),
        winners=(),
        feats={},
        pausing=(),
    )


def _phase_started(table: Table, event: PhaseStarted) -> Table:
    seat = table.seat(event.turn)
    return replace(
        table,
        phase=event.phase,
        number=event.number,
        since=event.number,
        deadline=event.deadline,
        turn=event.turn,
        cut_turn=event.phase == "describing" and seat is not None and seat.away,
        candidates=tuple(event.candidates),
        extended=False,
        more_time=(),
        pause=None,
        round=replace(table.round, ballots={}, answers={}, agreed=()),
    )


def _deck_chosen(table: Table, event: DeckChosen) -> Table:
    return replace(table, packs=tuple(event.packs))


def _more_time_asked(table: Table, event: MoreTimeAsked) -> Table:
    return replace(table, more_time=(*table.more_time, event.player))


def _phase_extended(table: Table, event: PhaseExtended) -> Table:
    return replace(table, number=event.number, deadline=event.deadline, extended=True, more_time=())


def _pause_asked(table: Table, event: PauseAsked) -> Table:
    others = _others(table.pausing, event.player)
    return replace(table, pausing=(*others, event.player) if event.wanted else others)


def _match_paused(table: Table, event: MatchPaused) -> Table:
    pause = Pause(event.reason, event.left)
    return replace(table, number=event.number, deadline=event.deadline, pause=pause, pausing=())


def _match_resumed(table: Table, event: MatchResumed) -> Table:
    return replace(table, number=event.number, deadline=event.deadline, pause=None)


def _match_ended(table: Table, event: MatchEnded) -> Table:
    seats = tuple(replace(seat, playing=False) for seat in table.seated())
    return replace(table, seats=seats, winners=tuple(event.winners), pause=None, pausing=())


_FOLDS: dict[type[Event], Callable[[Table, Any], Table]] = {
    TableOpened: _opened,
    DeckChosen: _deck_chosen,
    SeatTaken: _seat_taken,
    SeatLeft: _seat_left,
    PresenceChanged: _presence_changed,
    MatchStarted: _match_started,
    PhaseStarted: _phase_started,
    MoreTimeAsked: _more_time_asked,
    PhaseExtended: _phase_extended,
    PauseAsked: _pause_asked,
    MatchPaused: _match_paused,
    MatchResumed: _match_resumed,
    MatchEnded: _match_ended,
    **fold_round.FOLDS,
}


def _without(seats: Iterable[Seat], player: PlayerId) -> tuple[Seat, ...]:
    return tuple(seat for seat in seats if seat.player != player)


def _changed(seats: Iterable[Seat], player: PlayerId, **change: bool) -> tuple[Seat, ...]:
    return tuple(replace(seat, **change) if seat.player == player else seat for seat in seats)


def _others(players: Iterable[PlayerId], player: PlayerId) -> tuple[PlayerId, ...]:
    return tuple(other for other in players if other != player)


def _forgotten(dealt: Round, player: PlayerId) -> Round:
    """What one who left has wished counts no more, nor does a ballot that names him."""
    kept = {voter: target for voter, target in dealt.ballots.items() if player not in (voter, target)}
    answers = {voter: yes for voter, yes in dealt.answers.items() if voter != player}
    return replace(dealt, ballots=kept, answers=answers, agreed=_others(dealt.agreed, player))
