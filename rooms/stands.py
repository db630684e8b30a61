"""The stands of a room: each spectator is sent what all of them may see, and his own prediction.

Frames go to the spectators one by one: nobody at the table gets any, whatever his client asks for."""

from collections.abc import Callable, Sequence

from events import live
from events.aggregate import Change, step
from events.catalogue import (
    AudienceSpoke,
    SpectatorCame,
    SpectatorLeft,
    SpectatorReturned,
)
from events.log.snapshots import Aggregate
from events.messages.refusal import Refusal
from events.schema import Event
from events.work import UnitOfWork
from rooms import predictions
from rooms.audience import Audience
from rooms.predictions import Stands
from rooms.protocol import StandsFrame
from rooms.view import StandsLine, StandsView

STANDS: Aggregate[Stands] = Aggregate("stands", Stands(), predictions.apply)


def change(
    work: UnitOfWork, audience: Audience, decide: Callable[[Stands], Sequence[Event] | Refusal]
) -> Change[Stands] | Refusal:
    """Decide on the stands as they are, and tell all who are in them."""
    done = step(work, STANDS, decide)
    if not isinstance(done, Refusal) and done.happened:
        lines = [line for line in done.after.lines if line.number >= done.first] if _spoke(done) else []
        work.push(_kept(work.room, done.after.version))
        for spectator in audience.present:
            frame = _frame(done.after, spectator.player, done.first, lines, work.frame_id)
            _send(work, spectator.player, frame)
    return done


def _kept(room: str, version: int) -> live.Push:
    """How far the stands are, and nothing else of them: a spectator who is behind is shown them again."""
    return live.Push(room, "stands", version, b"")


def show(work: UnitOfWork, player: str) -> None:
    """Send one spectator everything that he may see."""
    stands, _ = STANDS.load(work.room)
    _send(work, player, _frame(stands, player, stands.version, list(stands.lines), None, snapshot=True))


def tell_places(work: UnitOfWork, events: Sequence[Event]) -> None:
    """Whoever comes into the stands is shown them, and whoever leaves for a seat is told so."""
    for event in events:
        match event:
            case SpectatorCame(player=player) | SpectatorReturned(player=player):
                show(work, player)
            case SpectatorLeft(player=player, reason="seated"):
                _send(work, player, StandsFrame(0, 0, None, snapshot=True))


def _spoke(done: Change[Stands]) -> bool:
    return any(isinstance(event, AudienceSpoke) for event in done.events)


def _frame(
    stands: Stands,
    player: str,
    first: int,
    lines: list[StandsLine],
    cause: str | None,
    snapshot: bool = False,
) -> StandsFrame:
    own = stands.predictions.get(player)
    view = StandsView(
        round=stands.round,
        worth=stands.worth,
        suspects=list(stands.suspects),
        made=len(stands.predictions),
        own=own.target if own else None,
        own_worth=own.worth if own else 0,
    )
    return StandsFrame(first, stands.version, view, lines, cause, snapshot)


def _send(work: UnitOfWork, player: str, frame: StandsFrame) -> None:
    work.after_commit(lambda: live.send_to_player(work.room, player, frame))
