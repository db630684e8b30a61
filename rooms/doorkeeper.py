"""Who may open one more socket in this process, and what he may send through it.

An address of this very machine is not limited: behind it stands a proxy that LIE was not told of (LIE_PROXY),
and all visitors would be one.
"""

import ipaddress
from collections import Counter
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from rooms import limits
from rooms.limits import Allowance, Bucket, Buckets

IPV6_PREFIX = 64  # of one household: single addresses of it cost nothing


class Doorkeeper:
    """Of one event loop.  An address is ``group_of`` a connection; "" is not limited."""

    def __init__(self) -> None:
        self._openings, self._frames, self._players = Buckets(), Buckets(), Buckets()
        self._open: Counter[str] = Counter()

    def refuses(self, address: str) -> HTTPStatus | None:
        """Why not one more: 429, this address has had enough; 503, the process is full.  None: come in."""
        if self._open.total() >= limits.SOCKETS_OF_PROCESS:
            return HTTPStatus.SERVICE_UNAVAILABLE
        if not address:
            return None
        opening = self._openings.of(address, limits.OPENING_RATE, limits.OPENING_BURST)
        if self._open[address] >= limits.SOCKETS_OF_ADDRESS or not opening.take():
            return HTTPStatus.TOO_MANY_REQUESTS
        return None

    def came(self, address: str) -> None:
        self._open[address] += 1

    def left(self, address: str) -> None:
        self._open[address] -= 1
        if not self._open[address]:
            del self._open[address]

    def allowance(self, address: str, player: str, rate: float, burst: int) -> Allowance:
        """For a new socket, which may send ``rate`` frames a second itself."""
        times = limits.OF_PLAYER
        buckets = [Bucket(rate, burst), self._players.of(player, times * rate, times * burst)]
        if address:
            buckets.append(self._frames.of(address, limits.ADDRESS_RATE, limits.ADDRESS_BURST))
        return Allowance(*buckets)


def group_of(scope: Mapping[str, Any]) -> str:
    """The address of an ASGI connection, of IPv6 its network; "" when it is not known or our own."""
    host = (scope.get("client") or ("",))[0]
    try:
        address = ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        return ""
    if isinstance(address, ipaddress.IPv6Address):
        mapped = address.ipv4_mapped
        if mapped is None and not address.is_loopback:
            return str(ipaddress.IPv6Network((address, IPV6_PREFIX), strict=False))
        address = mapped or address
    return "" if address.is_loopback else str(address)
