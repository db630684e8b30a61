"""One pool of connections to Redis (or Valkey) per process, for code that may block."""

import hashlib
from collections.abc import Sequence
from functools import cache
from typing import Any

import redis
from django.conf import settings
from redis.exceptions import NoScriptError


@cache
def client() -> redis.Redis:
    """Shared by all threads.  A hung server is given up after 3 s."""
    return redis.Redis.from_url(
        settings.LIE.redis_url, socket_timeout=3, socket_connect_timeout=3, health_check_interval=15
    )


Call = tuple[Sequence[str], Sequence[Any]]
"""Keys and arguments of a script."""


class Script:
    """A Lua script.  It travels as its digest; the server is told the text when it does not know it."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._digest = hashlib.sha1(text.encode()).hexdigest()

    def run(self, calls: Sequence[Call]) -> None:
        """Run it for each of the calls, in order and in one round trip.  Raises RedisError."""
        unknown = self._sent(calls)
        if unknown:
            client().script_load(self._text)
            if self._sent(unknown):
                raise NoScriptError("forgotten at once")

    def _sent(self, calls: Sequence[Call]) -> list[Call]:
        """Those that the server did not run, since it has lost the script."""
        pipe = client().pipeline(transaction=False)
        for keys, arguments in calls:
            pipe.evalsha(self._digest, len(keys), *keys, *arguments)
        answers = pipe.execute(raise_on_error=False)
        for answer in answers:
            if isinstance(answer, redis.RedisError) and not isinstance(answer, NoScriptError):
                raise answer
        return [call for call, a in zip(calls, answers, strict=True) if isinstance(a, NoScriptError)]
