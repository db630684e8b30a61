"""Aggregates: states folded from their stream, with the newest kept (sealed) in Redis.

The log is the truth.  A snapshot that is missing, damaged or behind only costs a longer fold.
"""

import logging
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from functools import reduce
from typing import Any, Generic, TypeVar

import msgspec
from cryptography.fernet import InvalidToken
from redis import RedisError

from events import redis
from events.log import sealing, store
from events.messages.envelope import stream_of
from events.schema import Event

logger = logging.getLogger(__name__)
S = TypeVar("S")
TTL = 24 * 3600  # seconds

_KEEP_NEWER = redis.Script("""
local kept = redis.call('GET', KEYS[1])
if kept and tonumber(string.match(kept, '^%d+ ') or '-1') > tonumber(ARGV[1]) then return 0 end
redis.call('SET', KEYS[1], ARGV[1] .. ' ' .. ARGV[2], 'EX', ARGV[3])
return 1
""")


@dataclass(frozen=True)
class Snapshot:
    """A state to be kept, and the sequence it stands at."""

    key: str
    state: Any
    version: int


def keep(snapshots: Iterable[Snapshot]) -> None:
    """Put states into Redis, each unless a newer one is there; of several of one key the last alone."""
    newest = {snapshot.key: snapshot for snapshot in snapshots}
    try:
        _KEEP_NEWER.run([((key,), _arguments(snapshot)) for key, snapshot in newest.items()])
    except RedisError as error:
        logger.warning("%s not kept: %s", ", ".join(newest), type(error).__name__)


def _arguments(snapshot: Snapshot) -> tuple[int, bytes, int]:
    return snapshot.version, sealing.seal(msgspec.json.encode(snapshot.state)), TTL


@dataclass(frozen=True)
class Aggregate(Generic[S]):
    """How one kind of stream folds into a state (a msgspec struct)."""

    concern: str
    empty: S
    apply: Callable[[S, Event], S]

    def stream(self, room: str) -> str:
        return stream_of(self.concern, room)

    def load(self, room: str) -> tuple[S, int]:
        """The room's state and the sequence it stands at (0: nothing has happened)."""
        state, kept = self._kept(room)
        later = store.later(self.stream(room), max(kept, 1))
        if kept and (not later or later[0].sequence != kept):  # a snapshot from another log
            self._forget(room)
            state, kept, later = self.empty, 0, store.later(self.stream(room), 1)
        new = [row for row in later if row.sequence > kept]
        return reduce(self.apply, map(store.event_of, new), state), kept + len(new)

    def snapshot(self, room: str, state: S, version: int) -> Snapshot:
        """What is to be kept of a room."""
        return Snapshot(self._key(room), state, version)

    def keep(self, room: str, state: S, version: int) -> None:
        """Put the state into Redis unless a newer one is there."""
        keep([self.snapshot(room, state, version)])

    def _kept(self, room: str) -> tuple[S, int]:
        try:
            kept = redis.client().get(self._key(room))
            if not isinstance(kept, bytes):
                return self.empty, 0
            version, _, token = kept.partition(b" ")
            return msgspec.json.decode(sealing.unseal(token), type=type(self.empty)), int(version)
        except (RedisError, InvalidToken, msgspec.DecodeError, ValueError) as error:
            logger.warning("%s not usable: %s", self._key(room), type(error).__name__)
            self._forget(room)
            return self.empty, 0

    def _forget(self, room: str) -> None:
        with suppress(RedisError):
            redis.client().delete(self._key(room))

    def _key(self, room: str) -> str:
        return f"lie:state:{self.concern}:{room}"
