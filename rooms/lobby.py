"""What a change of a room means to those who look for one: the lobby's list, and seats that are kept."""

from functools import partial

from redis import RedisError

from events import live, redis
from events.aggregate import Change
from events.catalogue import PlayerJoined
from events.work import UnitOfWork
from rooms import projector
from rooms.rules import Room

NAME = "lobby"  # a room of the gateways' own; no code: those are in capitals
CHANGED = b'{"type":"changed"}'


def tell(work: UnitOfWork, done: Change[Room]) -> None:
    """Let the gateways know that a room's row says something else now."""
    if projector.columns(done.before) != projector.columns(done.after):
        work.push(live.Push(NAME, NAME, 0, CHANGED))
    for event in done.events:
        if isinstance(event, PlayerJoined) and not event.bot:
            work.after_commit(partial(give_up_kept, work.room, event.player))


def kept_key(code: str) -> str:
    """Redis' sorted set of those who were sent to a room and have not arrived (matching)."""
    return f"lie:match:{code}"


def give_up_kept(code: str, player: str) -> None:
    """He sits: nothing has to be kept for him."""
    try:
        redis.client().zrem(kept_key(code), player)
    except RedisError:
        return  # it runs out by itself
