"""What may be seen of a table: by all, and by one player.

Nothing in the public view depends on the word, on who is the liar or on whom a ballot names, until
the reveal; nothing in a liar's own view depends on the word.
"""

from events.catalogue import PlayerId
from game.phases import BALLOT, HIDDEN
from game.table import Seat, Table
from game.view import GameView, OwnView
from game.view import Seat as SeatView

WATCHER = OwnView(role=None, word=None, vote=None, voted=False)


def public(table: Table) -> GameView:
    """The same for everybody in the room."""
    dealt = table.round
    return GameView(
        phase=table.phase,
        number=table.number,
        deadline=table.deadline,
        round=dealt.number,
        rounds=table.rounds,
        category=dealt.category,
        seats=[_seat(table, seat) for seat in table.seats],
        order=list(dealt.order),
        turn=table.turn,
        hints=list(dealt.hints),
        candidates=list(table.candidates),
        tally=dealt.tally,
        accused=dealt.accused,
        reveal=dealt.reveal,
        winners=list(table.winners),
        commitment=dealt.commitment,
    )


def own(table: Table, player: PlayerId) -> OwnView:
    """One player's own.  Role and word from the deal to the end of the reveal, for players alone."""
    if player not in table.players() or table.phase not in (*HIDDEN, "reveal"):
        return WATCHER
    liar = player in table.round.liars
    ballots = table.round.ballots if table.phase in BALLOT else {}
    return OwnView(
        role="liar" if liar else "citizen",
        word=None if liar else table.round.word,
        vote=ballots.get(player),
        voted=player in ballots,
    )


def view_for(table: Table, player: PlayerId) -> tuple[GameView, OwnView]:
    """Everything one player may know."""
    return public(table), own(table, player)


def _seat(table: Table, seat: Seat) -> SeatView:
    return SeatView(
        player=seat.player,
        nickname=seat.nickname,
        bot=seat.bot,
        away=seat.away,
        playing=seat.playing,
        score=seat.score,
        agreed=seat.player in table.round.agreed,
        voted=seat.player in table.round.ballots,
    )
