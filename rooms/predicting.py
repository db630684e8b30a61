"""What spectators do, and what the game means for them."""

from collections.abc import Callable, Sequence

from events.catalogue import (
    AudienceCounted,
    MatchStarted,
    PhaseStarted,
    RoundDealt,
    RoundRevealed,
    StandsCleared,
    VoteClosed,
)
from events.messages.commands import CallOut, PredictLiar, ShowStands
from events.messages.refusal import Code, Refusal
from events.schema import Event
from events.work import UnitOfWork
from rooms import predictions, services, stands
from rooms.audience import Audience, Spectator
from rooms.predictions import Stands

Decide = Callable[[Stands, Spectator], Sequence[Event] | Refusal]


def predict(work: UnitOfWork, command: PredictLiar) -> Refusal | None:
    """A spectator names a suspect, in the round that he means."""

    def decide(state: Stands, spectator: Spectator) -> list[Event] | Refusal:
        if state.round != command.round:
            return Refusal(Code.WRONG_PHASE)
        return predictions.predicted(state, spectator, command.target)

    return _act(work, decide)


def call_out(work: UnitOfWork, command: CallOut) -> Refusal | None:
    """A spectator speaks to the others.  His line is not searched for the word: a refusal would tell it."""
    return _act(work, lambda state, spectator: predictions.spoken(spectator, command.text))


def show_stands(work: UnitOfWork, command: ShowStands) -> Refusal | None:
    if _audience(work).spectator(work.actor) is None:
        return Refusal(Code.NOT_A_SPECTATOR)
    stands.show(work, work.actor)
    return None


def clear(work: UnitOfWork, event: MatchStarted) -> None:
    state, version = stands.STANDS.load(work.room)
    if version and (state.scores or state.round):
        stands.change(work, _audience(work), lambda _: [StandsCleared()])


def open_predictions(work: UnitOfWork, event: RoundDealt) -> None:
    """Only where somebody watches, and knows no more than the table: most rooms have no stands at all."""
    audience = _audience(work)
    if audience.spectators and not audience.late:
        stands.change(work, audience, lambda _: predictions.opened(event))


def devalue(work: UnitOfWork, event: PhaseStarted | VoteClosed) -> None:
    state, _ = stands.STANDS.load(work.room)
    if state.worth:
        stands.change(work, _audience(work), lambda state: predictions.devalued(state, event))


def score(work: UnitOfWork, event: RoundRevealed) -> None:
    """The round is told: so is what the audience had thought of it, to players too."""
    done = stands.change(work, _audience(work), lambda state: predictions.scored(state, event))
    if isinstance(done, Refusal) or not done.happened or not done.before.predictions:
        return
    told = AudienceCounted(
        round=done.before.round,
        guessed=predictions.guessed(done.before),
        right=sum(made.target in event.liars for made in done.before.predictions.values()),
        board=done.after.board(),
    )
    services.change(work, lambda room: [] if room.closed else [told])


def _act(work: UnitOfWork, decide: Decide) -> Refusal | None:
    audience = _audience(work)
    spectator = audience.spectator(work.actor)
    if spectator is None:
        return Refusal(Code.NOT_A_SPECTATOR)
    done = stands.change(work, audience, lambda state: decide(state, spectator))
    return done if isinstance(done, Refusal) else None


def _audience(work: UnitOfWork) -> Audience:
    room, _ = services.ROOMS.load(work.room)
    return Audience() if room.closed else room.audience
