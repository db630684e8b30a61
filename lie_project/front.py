"""What stands before pages and sockets alike: whom a connection comes from, and how the process ends.

It leaves ``send`` as it is: the sockets' frames go past ASGI (rooms.outlet).
"""

import ipaddress
from collections.abc import Callable, Mapping
from typing import Any

Application = Callable[..., Any]


class Front:
    """ASGI application around another one.

    ``proxies``  how many stand before this process; 0: what they would say is not believed
    ``prepare``  called once, in the server's event loop, before the first connection is served
    """

    def __init__(self, application: Application, proxies: int, prepare: Callable[[], None]) -> None:
        self._application, self._proxies, self._prepare = application, proxies, prepare
        self._prepared = False

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if not self._prepared:
            self._prepared = True
            self._prepare()
        if self._proxies:
            scope = {**scope, **told_by_proxy(scope, self._proxies)}
        await self._application(scope, receive, send)


def told_by_proxy(scope: Mapping[str, Any], proxies: int) -> dict[str, Any]:
    """``client`` and ``scheme`` of the connection that the outermost of our proxies has seen.

    Each proxy adds to the end of X-Forwarded-For whom it was called by; what stands before the entries of our
    own ones was written by the visitor.
    """
    headers: dict[bytes, bytes] = {}
    for name, value in scope.get("headers", ()):
        headers[name] = headers[name] + b"," + value if name in headers else value
    told: dict[str, Any] = {}
    hops = [hop.strip().decode("latin-1") for hop in headers.get(b"x-forwarded-for", b"").split(b",")]
    address = hops[-proxies] if len(hops) >= proxies else hops[0]
    if _is_address(address):
        told["client"] = (address, 0)
    scheme = headers.get(b"x-forwarded-proto", b"").decode("latin-1").split(",")[-1].strip()
    if scheme in ("http", "https"):
        secure = {"http": "https", "websocket": "wss"} if scheme == "https" else {}
        told["scheme"] = secure.get(scope["type"], scheme if scope["type"] == "http" else "ws")
    return told


def _is_address(text: str) -> bool:
    try:
        return bool(ipaddress.ip_address(text))
    except ValueError:
        return False
