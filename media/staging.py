"""What the game tells of its table becomes the floor of the room's video and voice."""

import logging
from collections.abc import Callable, Collection, Sequence
from typing import Any, cast

from redis import RedisError

from events.catalogue import Phase, PlayerId
from events.work import UnitOfWork
from media import nodes
from media.models import Stage
from media.sessions import Table, floor

logger = logging.getLogger(__name__)


def seat(work: UnitOfWork, players: Sequence[PlayerId]) -> None:
    """These play from now on, and nobody is out."""
    _change(work, playing=list(players), out=[])


def convict(work: UnitOfWork, player: PlayerId) -> None:
    """Out for the rest of the round.  Heard until the next phase begins, which is at once."""
    stage = _stage(work.room)
    _change(work, out=[*stage.out, player])


def leave(work: UnitOfWork, player: PlayerId) -> None:
    """Gives his seat back; should he come again, he watches."""
    stage = _stage(work.room)
    _change(work, playing=[other for other in stage.playing if other != player])


def begin(work: UnitOfWork, phase: Phase, turn: PlayerId | None, candidates: Collection[PlayerId]) -> None:
    """Another phase: the floor changes."""
    _change(work, phase=phase, turn=turn or "", candidates=list(candidates))
    room = work.room
    afterwards(work, lambda: tell(room))


def clear(work: UnitOfWork) -> None:
    Stage.objects.filter(room=work.room).delete()


def tell(room: str) -> None:
    """Give the room's floor to its media server and to those that come after it.  Raises RedisError."""
    stage = _stage(room)
    if stage.number:
        nodes.set_floor(room, stage.number, floor(_table(stage)))


def afterwards(work: UnitOfWork, action: Callable[[], object]) -> None:
    """Do something in Redis once the transaction has committed.  Without Redis it is left out: the clock
    sees to rooms without a server, and the next phase to the floor."""

    def carefully() -> None:
        try:
            action()
        except RedisError as error:
            logger.warning("media server not told: %s", type(error).__name__)

    work.after_commit(carefully)


def _stage(room: str) -> Stage:
    return Stage.objects.filter(room=room).first() or Stage(room=room)


def _change(work: UnitOfWork, **parts: Any) -> None:
    Stage.objects.update_or_create(room=work.room, defaults={**parts, "number": int(work.cause.sequence)})


def _table(stage: Stage) -> Table:
    return Table(
        phase=cast(Phase, stage.phase),
        turn=stage.turn or None,
        candidates=stage.candidates,
        playing=stage.playing,
        out=stage.out,
    )
