"""Refuse a handshake with an HTTP status that says why.

ASGI alone knows 403.  uvicorn has the extension for more; daphne has the words but no message for them.
"""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from rooms.outlet import Send, daphnes_protocol

RETRY_AFTER = b"5"  # seconds
EXTENSION = "websocket.http.response"


async def deny(scope: Mapping[str, Any], send: Send, status: HTTPStatus) -> None:
    """Refuse with this status where the server can say it, else with 403."""
    if EXTENSION in (scope.get("extensions") or {}):
        headers = [(b"retry-after", RETRY_AFTER)]
        await send({"type": f"{EXTENSION}.start", "status": status.value, "headers": headers})
        await send({"type": f"{EXTENSION}.body", "body": status.phrase.encode()})
    elif not _by_daphne(send, status):
        await send({"type": "websocket.close"})


def _by_daphne(send: Send, status: HTTPStatus) -> bool:
    protocol = daphnes_protocol(send)
    handshake = getattr(protocol, "handshake_deferred", None)
    if protocol is None or handshake is None:
        return False
    from autobahn.websocket.types import ConnectionDeny  # there, since daphne is

    del protocol.handshake_deferred  # as its own serverReject does
    denial: Any = ConnectionDeny
    handshake.errback(denial(code=status.value, reason=status.phrase))
    protocol.server.protocol_disconnected(protocol)
    return True
