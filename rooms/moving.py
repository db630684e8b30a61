"""A seat moves to another device: by a token that is good once, for a minute.

Redis keeps the token's hash alone, and who it stands for sealed; losing it costs a new try.  Nothing of the
room changes: the other device becomes the same guest, and the newest socket of a player has his seat.

Keys: ``lie:move:<hash>`` the guest, sealed; ``lie:move:of:<player>`` hash of his one token.
"""

import hashlib
import secrets
from typing import Any

import msgspec
from redis import RedisError

from events import redis
from events.log import sealing
from rooms.identity import Guest

GOOD_FOR = 60  # seconds
LONGEST = 64  # signs of a token

_ISSUE = """
local old = redis.call('GET', KEYS[1])
if old then redis.call('DEL', ARGV[1] .. old) end
redis.call('SET', KEYS[1], ARGV[2], 'EX', ARGV[4])
redis.call('SET', ARGV[1] .. ARGV[2], ARGV[3], 'EX', ARGV[4])
return 1
"""


class Move(msgspec.Struct, frozen=True):
    """Who goes on, and where."""

    guest: Guest
    room: str


def issue(guest: Guest, room: str) -> str:
    """A token for the guest's seat; an older one is good no more.  Raises RedisError."""
    token = secrets.token_urlsafe(24)
    sealed = sealing.seal(msgspec.json.encode(Move(guest, room)))
    script = redis.client().register_script(_ISSUE)
    script(keys=[f"lie:move:of:{guest.player}"], args=["lie:move:", _hash(token), sealed, GOOD_FOR])
    return token


def redeem(token: str) -> Move | None:
    """Who the token stands for; it is used up by that.  None: it never was one, was used, or is too old."""
    if not 0 < len(token) <= LONGEST:
        return None
    try:
        client: Any = redis.client()
        kept = client.getdel(f"lie:move:{_hash(token)}")
    except RedisError:
        return None
    return msgspec.json.decode(sealing.unseal(kept), type=Move) if kept else None


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
