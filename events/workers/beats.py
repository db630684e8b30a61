"""Heartbeats in Redis: which processes are at work, for people and for incidents.

``lie:beat:<kind>:<host>:<pid>`` is one process' newest beat as JSON, gone ``TTL`` seconds after its last.
``kind`` is the concern that a worker serves, or ``clock`` or ``web``.  The set ``lie:beats`` names them all,
so that nobody has to search the whole of Redis.  A beat says that the process does its work: a worker
beats only while its watchdog finds that it consumes, or tries to reach a broker that is away.
"""

import logging
import os
import socket
import threading
import time
from typing import Literal

import msgspec
from redis import RedisError

from events import redis, registry
from events.workers.pulse import Pulse

logger = logging.getLogger(__name__)

EVERY = 1.0  # seconds
TTL = 6  # seconds
INDEX = "lie:beats"

State = Literal["idle", "working", "away"]


class Beat(msgspec.Struct, frozen=True):
    """One process.  ``since`` and ``last`` (end of the last message; None: none yet) are epoch seconds."""

    kind: str
    host: str
    pid: int
    since: float
    handled: int = 0
    last: float | None = None
    state: State = "idle"

    @property
    def key(self) -> str:
        return f"lie:beat:{self.kind}:{self.host}:{self.pid}"


def beat(kind: str, pulse: Pulse) -> Beat:
    """This process at this moment."""
    state: State = "away" if pulse.away else "working" if pulse.busy else "idle"
    return Beat(kind, socket.gethostname(), os.getpid(), pulse.since, pulse.handled, pulse.last, state)


def send(beat: Beat) -> None:
    """Show a beat for ``TTL`` seconds.  With Redis away nothing happens."""
    try:
        pipe = redis.client().pipeline(transaction=False)
        pipe.set(beat.key, msgspec.json.encode(beat), ex=TTL)
        pipe.sadd(INDEX, beat.key)
        pipe.execute()
    except RedisError as error:
        logger.debug("no beat: %s", type(error).__name__)


def keep(kind: str, pulse: Pulse) -> None:
    """Have a thread send beats as long as ``pulse.tick`` is called every few seconds: for clock and web."""

    def run() -> None:
        while not pause.wait(EVERY):
            if time.monotonic() - pulse.ticked_at < TTL:
                send(beat(kind, pulse))

    pause = threading.Event()
    threading.Thread(target=run, name="beats", daemon=True).start()


def stop(beat: Beat) -> None:
    """This process works no more, and knows it."""
    try:
        redis.client().delete(beat.key)
    except RedisError as error:
        logger.debug("the last beat stays: %s", type(error).__name__)


def beats() -> list[Beat] | None:
    """The newest beat of every process that is at work, by key; None when Redis cannot tell."""
    try:
        keys = sorted(redis.client().smembers(INDEX))
        if not keys:
            return []
        values = list(redis.client().mget(keys))
        gone = [key for key, value in zip(keys, values, strict=True) if value is None]
        if gone:
            redis.client().srem(INDEX, *gone)
    except RedisError:
        return None
    return [msgspec.json.decode(value, type=Beat) for value in values if value is not None]


def live_workers() -> dict[str, int] | None:
    """Concern -> number of its worker processes at work, 0 for none; None when Redis cannot tell."""
    found = beats()
    if found is None:
        return None
    counts = {concern.name: 0 for concern in registry.concerns()}
    for each in found:
        if each.kind in counts:
            counts[each.kind] += 1
    return counts
