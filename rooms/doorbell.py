"""What the sockets at the door are told: wait, come in, or go."""

from collections.abc import Callable, Sequence

from events import live
from events.catalogue import KnockAnswered, KnockWithdrawn, PlayerJoined, PlayerKnocked
from events.messages.frames import Done
from events.messages.refusal import Code, Refusal
from events.schema import Event
from events.work import UnitOfWork

TURNED_AWAY, SHUT = 4003, 4006  # close codes of rooms.protocol


def ring(work: UnitOfWork, events: Sequence[Event]) -> None:
    """Tell those who wait what came of it."""
    for event in events:
        match event:
            case KnockAnswered(player, yes=False):
                work.after_commit(_close(work.room, player, TURNED_AWAY))
            case KnockWithdrawn(player=player) if player != work.actor:
                work.after_commit(_close(work.room, player, SHUT))
            case PlayerJoined(player=player, connection=str(connection)) if player != work.actor:
                work.after_commit(_let_in(work.room, player, connection))


def to_wait(events: Sequence[Event]) -> Refusal | None:
    """The answer to a socket's join that became a knock."""
    return Refusal(Code.KNOCKING) if any(isinstance(e, PlayerKnocked) for e in events) else None


def _close(room: str, player: str, code: int) -> Callable[[], None]:
    return lambda: live.tell_sockets(room, player, f"close {code}")


def _let_in(room: str, player: str, connection: str) -> Callable[[], None]:
    """The socket knows its connection's id; should this get lost, it asks again by itself."""
    return lambda: live.send_to_player(room, player, Done(f"join-{connection}"))
