"""Where the clock tells the web processes what players may know of the open incidents.

A key in Redis that is written again and again, so that it is gone soon after the clock is, and a message
on the gateways' channel at each change.
"""

import msgspec

from events import redis
from events.faults.conditions import Notice

KEY = "lie:notice"
CHANNEL = "lie:gateway"
KEPT = 30  # seconds

_decoder = msgspec.json.Decoder(Notice)


def pin(notice: Notice, *, changed: bool) -> None:
    """Put it up.  Raises RedisError."""
    body = msgspec.json.encode(notice)
    pipe = redis.client().pipeline(transaction=False)
    pipe.set(KEY, body, ex=KEPT)
    if changed:
        pipe.publish(CHANNEL, body)
    pipe.execute()


def read(body: bytes | None) -> Notice:
    """What hangs there; nothing when nobody has put it up.  Raises msgspec.DecodeError."""
    return _decoder.decode(body) if body else Notice()
