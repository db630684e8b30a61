"""How often something may be tried: counted in Redis, so over all web processes together.

With Redis away nothing is allowed that is limited: who guesses passwords must not gain by an outage, and
nobody's game waits for a sign-in.
"""

import ipaddress
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.utils.crypto import salted_hmac
from redis import RedisError

from events import redis

IPV6_PREFIX = 64  # of one household: single addresses of it cost nothing


@dataclass(frozen=True)
class Limit:
    """``most`` times in ``seconds``, counted from the first."""

    name: str
    most: int
    seconds: int


SIGN_IN_HERE = Limit("sign-in", 20, 900)  # tries from one address
SIGN_IN_NAME = Limit("name", 10, 900)  # tries of one name from one address
SIGN_IN_ANYWHERE = Limit("anywhere", 200, 3600)  # tries of one name from all: guessing by many machines
SIGN_UP_HERE = Limit("sign-up", 10, 3600)  # forms from one address, also those that were refused
REPORTS = Limit("reports", 5, 600)  # of one player
EDITS = Limit("edits", 30, 600)  # of one player


def allows(*asked: tuple[Limit, str]) -> bool:
    """Count one try against each limit; False when any is used up, or nobody can count."""
    client: Any = redis.client()
    try:
        return all(_counted(client, limit, who) for limit, who in asked)
    except RedisError:
        return False


def _counted(client: Any, limit: Limit, who: str) -> bool:
    if not who:
        return True
    key = f"lie:limit:{limit.name}:{salted_hmac('lie.limit', who).hexdigest()[:24]}"  # no address lies about
    pipe = client.pipeline()
    pipe.set(key, 0, ex=limit.seconds, nx=True)
    pipe.incr(key)
    return int(pipe.execute()[1]) <= limit.most


def address_of(request: HttpRequest) -> str:
    """Whom a request comes from, of IPv6 his network; "" for this very machine, behind which stands a proxy
    that LIE was not told of (LIE_PROXY)."""
    try:
        address = ipaddress.ip_address(str(request.META.get("REMOTE_ADDR", "")).partition("%")[0])
    except ValueError:
        return ""
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped is None and not address.is_loopback:
            return str(ipaddress.IPv6Network((address, IPV6_PREFIX), strict=False))
        address = address.ipv4_mapped or address
    return "" if address.is_loopback else str(address)
