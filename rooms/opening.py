"""Rooms that are about to be made: their command is on its way to a worker.

A worker may die with it, and until another one has it the room does not exist.  Whoever comes meanwhile, the
host first of all, is not told so, but asks again.  A hint, no more: without Redis it is as if nobody knew.
"""

import contextlib

from redis import RedisError

from events import redis

KEY = "lie:opening:"
LONGEST = 60  # seconds; a command that takes longer has been lost


def announce(code: str) -> None:
    """Before the command is sent."""
    with contextlib.suppress(RedisError):
        redis.client().set(KEY + code, 1, ex=LONGEST)


def is_announced(code: str) -> bool:
    """Whether such a room may still come."""
    with contextlib.suppress(RedisError):
        return bool(redis.client().exists(KEY + code))
    return False
