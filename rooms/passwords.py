"""Passwords of rooms: hashed slowly, checked where the visitor types them, and not tried without end.

Nobody but this process ever holds one in clear: commands carry the hash, sealed."""

import logging
import unicodedata

from django.contrib.auth.hashers import check_password, make_password
from django.utils.crypto import salted_hmac
from redis import RedisError

from events import redis
from events.log import sealing
from events.messages.refusal import Code

LONGEST = 64  # characters
WRONG_OF_ADDRESS = 6  # wrong ones from one address at one room
WRONG_OF_ROOM = 60  # and from all together: addresses are cheap
SPAN = 600  # seconds in which they are counted, from the first on

logger = logging.getLogger(__name__)

_COUNT = """
local most = {tonumber(ARGV[1]), tonumber(ARGV[2])}
for i = 1, 2 do
  if tonumber(redis.call('GET', KEYS[i]) or '0') >= most[i] then return 0 end
end
for i = 1, 2 do
  if redis.call('INCR', KEYS[i]) == 1 then redis.call('EXPIRE', KEYS[i], ARGV[3]) end
end
return 1
"""


def clean(typed: str) -> str:
    """As it is hashed: spaces around and differences in width do not count."""
    return unicodedata.normalize("NFKC", typed).strip()[:LONGEST]


def hashed(typed: str) -> str:
    """The slow hash of a new password; "" for none."""
    password = clean(typed)
    return make_password(password) if password else ""


def sealed(hash: str) -> str:
    """The hash as a command carries it."""
    return sealing.seal(hash.encode()).decode() if hash else ""


def check(typed: str, hash: str, room: str, address: str) -> Code | None:
    """Is it the room's password?  None: yes.

    A try is counted before it is looked at, so that many at once are no way around the limit."""
    if not clean(typed):
        return Code.PASSWORD_NEEDED
    keys = [f"lie:tries:{room}:{_mark(room, address)}", f"lie:tries:{room}"]
    try:
        limits = [WRONG_OF_ADDRESS, WRONG_OF_ROOM, SPAN]
        if not redis.client().register_script(_COUNT)(keys=keys, args=limits):
            return Code.TOO_MANY_TRIES
        if not check_password(clean(typed), hash):
            return Code.WRONG_PASSWORD
        for key in keys:
            redis.client().decr(key)
    except RedisError as error:  # what cannot be counted is not looked at
        logger.warning("a password was not checked: %s", type(error).__name__)
        return Code.BUSY
    return None


def _mark(room: str, address: str) -> str:
    return salted_hmac("lie.tries", repr((room, address)), algorithm="sha256").hexdigest()[:16]
