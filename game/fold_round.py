"""The table after an event of its round."""

from collections.abc import Callable
from typing import Any, TypeVar

from msgspec import UnsetType
from msgspec.structs import replace

from events.catalogue import (
    Described,
    GuessNeared,
    LapStarted,
    LiarsEscaped,
    PlayerConvicted,
    Pleaded,
    QuestionAnswered,
    QuestionClosed,
    RolesDealt,
    RoundDealt,
    RoundRevealed,
    Suspicion,
    SuspicionMarked,
    SuspicionsTold,
    VoteAgreed,
    VoteCast,
    VoteClosed,
    WordGuessed,
)
from events.schema import Event
from game import ballots, feats
from game.table import Round, Table
from game.view import Guess, Hint, Reveal

T = TypeVar("T")
UNCOUNTED = ("void", "too_few")  # such a round is played again
UNTOLD = {"aliases", "scores", "category", "pack"}  # of the reveal's event, not in its view


def _round_dealt(table: Table, event: RoundDealt) -> Table:
    word = _unsealed(event.word)
    dealt = Round(
        number=event.round,
        category=event.category,
        pack=event.pack,
        dealt=tuple(event.order),
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


def _roles_dealt(table: Table, event: RolesDealt) -> Table:
    decoy = _unsealed(event.decoy)
    dealt = _in_round(
        table,
        mode=event.mode,
        decoy=decoy,
        decoy_aliases=tuple(_unsealed(event.decoy_aliases)),
        spies=tuple(_unsealed(event.spies)),
    )
    # The reveal tells it, so it is as used as the word, which stays the last.
    return replace(dealt, used=(decoy, *table.used)) if decoy and decoy not in table.used else dealt


def _lap_started(table: Table, event: LapStarted) -> Table:
    extra = table.round.extra_laps + event.voted
    fresh = _in_round(table, lap=event.lap, order=tuple(event.order), extra_laps=extra, empties=0)
    return replace(fresh, turn=None)


def _described(table: Table, event: Described) -> Table:
    hint = Hint(event.player, event.text, table.round.lap)
    return _in_round(table, hints=(*table.round.hints, hint))


def _suspicion_marked(table: Table, event: SuspicionMarked) -> Table:
    """Of several at one moment the last one counts."""
    said = len(table.round.hints)
    player, target = _unsealed(event.player), _unsealed(event.target)
    mark = Suspicion(player=player, target=target, hints=said, phase=table.phase)
    moment = (player, said, table.phase)
    earlier = (m for m in table.round.marks if (m.player, m.hints, m.phase) != moment)
    return _in_round(table, marks=(*earlier, mark))


def _suspicions_told(table: Table, event: SuspicionsTold) -> Table:
    dealt = table.round
    assert dealt.reveal is not None
    told = _in_round(table, reveal=replace(dealt.reveal, suspicions=event.marks))
    if dealt.reveal.winner is None:
        return told
    return replace(told, feats=feats.after_marks(table.feats, event.marks, dealt.liars))


def _vote_agreed(table: Table, event: VoteAgreed) -> Table:
    return _in_round(table, agreed=(*table.round.agreed, event.player))


def _vote_cast(table: Table, event: VoteCast) -> Table:
    return _in_round(table, ballots=table.round.ballots | {event.voter: _unsealed(event.target)})


def _vote_closed(table: Table, event: VoteClosed) -> Table:
    empty = table.phase == "voting" and event.accused is None and not event.tied
    return _in_round(
        table,
        ballots={},
        votes=ballots.full(table.round.ballots, table.active()),
        empties=table.round.empties + empty,
        tally=event.tally,
        tied=tuple(event.tied),
        accused=event.accused,
        plea=None,
        verdict={},
    )


def _pleaded(table: Table, event: Pleaded) -> Table:
    return _in_round(table, plea=event.text)


def _question_answered(table: Table, event: QuestionAnswered) -> Table:
    return _in_round(table, answers=table.round.answers | {event.voter: _unsealed(event.yes)})


def _question_closed(table: Table, event: QuestionClosed) -> Table:
    dealt = table.round
    if table.phase != "verdict":
        return _in_round(table, answers={}, near=None)
    acquitted = not event.passed
    return _in_round(
        table,
        answers={},
        verdict=dealt.answers,
        acquittals=dealt.acquittals + acquitted,
        accused=None if acquitted else dealt.accused,
    )


def _player_convicted(table: Table, event: PlayerConvicted) -> Table:
    dealt = table.round
    return _in_round(
        table,
        out=(*dealt.out, event.player),
        trail=(*dealt.trail, dealt.votes),
        votes={},
        accused=None,
        empties=0,
        acquittals=0,
    )


def _liars_escaped(table: Table, event: LiarsEscaped) -> Table:
    return _in_round(table, escaped=event.reason)


def _guess_neared(table: Table, event: GuessNeared) -> Table:
    return _in_round(table, near=event.text)


def _word_guessed(table: Table, event: WordGuessed) -> Table:
    guess = Guess(event.player, event.text, event.correct)
    return _in_round(table, guesses=(*table.round.guesses, guess))


def _round_revealed(table: Table, event: RoundRevealed) -> Table:
    told = {name: getattr(event, name) for name in event.__struct_fields__ if name not in UNTOLD}
    guesses = list(table.round.guesses)
    reveal = Reveal(**told, guess=guesses[-1].text if guesses else None, guesses=guesses)
    seats = tuple(replace(seat, score=event.scores.get(seat.player, seat.score)) for seat in table.seats)
    finished = table.finished + (event.reason not in UNCOUNTED)
    known = feats.after_round(table.feats, event)
    return replace(_in_round(table, reveal=reveal, near=None), seats=seats, finished=finished, feats=known)


FOLDS: dict[type[Event], Callable[[Table, Any], Table]] = {
    RoundDealt: _round_dealt,
    RolesDealt: _roles_dealt,
    LapStarted: _lap_started,
    Described: _described,
    SuspicionMarked: _suspicion_marked,
    SuspicionsTold: _suspicions_told,
    VoteAgreed: _vote_agreed,
    VoteCast: _vote_cast,
    VoteClosed: _vote_closed,
    Pleaded: _pleaded,
    QuestionAnswered: _question_answered,
    QuestionClosed: _question_closed,
    PlayerConvicted: _player_convicted,
    LiarsEscaped: _liars_escaped,
    GuessNeared: _guess_neared,
    WordGuessed: _word_guessed,
    RoundRevealed: _round_revealed,
}


def _in_round(table: Table, **change: object) -> Table:
    return replace(table, round=replace(table.round, **change))


def _unsealed(value: T | UnsetType) -> T:
    if isinstance(value, UnsetType):
        raise ValueError("a published copy cannot be folded: its sealed fields are missing")
    return value
