"""What may be seen of a table: by all, and by one player.

Nothing in the public view depends on the word, on who is the liar or on whom a ballot names, until
the reveal; nothing in a liar's own view depends on the word.
"""

from events.catalogue import PlayerId, Role
from game import feats
from game.phases import BALLOT, HIDDEN, QUESTION
from game.table import Seat, Table
from game.view import GameView, OwnView
from game.view import Seat as SeatView
from game.voting import laps_left

WATCHER = OwnView(role=None, word=None, vote=None, voted=False)


def public(table: Table) -> GameView:
    """The same for everybody in the room."""
    dealt = table.round
    return GameView(
        phase=table.phase,
        number=table.number,
        deadline=table.deadline,
        round=dealt.number,
        rounds=table.settings.rounds,
        goal=table.settings.goal,
        mode=table.settings.mode,
        category=dealt.category,
        seats=[_seat(table, seat) for seat in table.seats],
        liar_count=len(dealt.liars),
        lap=dealt.lap,
        laps_left=laps_left(table),
        order=list(dealt.order),
        turn=table.turn,
        hints=list(dealt.hints),
        candidates=list(table.candidates),
        tally=dealt.tally,
        accused=dealt.accused,
        plea=dealt.plea,
        caught=[player for player in dealt.out if player in dealt.liars],
        guesses=list(dealt.guesses),
        near=dealt.near,
        extended=table.extended,
        more_time=list(table.more_time),
        pausing=list(table.pausing),
        pause=table.pause,
        reveal=dealt.reveal,
        winners=list(table.winners),
        awards=feats.awards(table.feats) if table.phase == "lobby" and table.winners else [],
        commitment=dealt.commitment,
    )


def own(table: Table, player: PlayerId) -> OwnView:
    """One player's own.  Role and word from the deal to the end of the reveal, for players alone."""
    dealt = table.round
    if player not in table.players() or table.phase not in (*HIDDEN, "reveal"):
        return WATCHER
    ballots = dealt.ballots if table.phase in BALLOT else {}
    answers = dealt.answers if table.phase in QUESTION else {}
    return OwnView(
        role=_told_role(table, player),
        word=dealt.decoy if table.role(player) == "liar" else dealt.word,
        vote=ballots.get(player),
        voted=player in ballots or player in answers,
        answer=answers.get(player),
        suspect=table.suspect_of(player),
        allies=_allies(table, player),
    )


def view_for(table: Table, player: PlayerId) -> tuple[GameView, OwnView]:
    """Everything one player may know."""
    return public(table), own(table, player)


def _told_role(table: Table, player: PlayerId) -> Role | None:
    """A fool learns what he is when he is caught, and all others in his mode when the round is over."""
    caught = player in table.round.out or (table.phase in ("guessing", "ruling") and table.turn == player)
    return table.role(player) if table.round.mode != "fool" or caught or table.phase == "reveal" else None


def _allies(table: Table, player: PlayerId) -> list[PlayerId]:
    dealt = table.round
    side = (*dealt.liars, *dealt.spies)
    met = table.settings.liars_meet and dealt.mode != "fool" and player in side
    return [other for other in side if met and other != player]


def _seat(table: Table, seat: Seat) -> SeatView:
    return SeatView(
        player=seat.player,
        nickname=seat.nickname,
        bot=seat.bot,
        away=seat.away,
        playing=seat.playing,
        score=seat.score,
        agreed=seat.player in table.round.agreed,
        voted=seat.player in table.round.ballots or seat.player in table.round.answers,
        out=seat.player in table.round.out,
    )
