"""One pool of connections to Redis (or Valkey) per process, for code that may block."""

from functools import cache

import redis
from django.conf import settings


@cache
def client() -> redis.Redis:
    """Shared by all threads.  A hung server is given up after 3 s."""
    return redis.Redis.from_url(
        settings.LIE.redis_url, socket_timeout=3, socket_connect_timeout=3, health_check_interval=15
    )
