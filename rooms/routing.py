"""The socket's URL."""

from typing import Any

from django.urls import re_path

from rooms.consumers import RoomConsumer

application: Any = RoomConsumer.as_asgi()  # Django's stubs expect a view


async def nowhere(scope: Any, receive: Any, send: Any) -> None:
    """Refuse the handshake (HTTP 403); Channels would answer an unknown path with an error 500."""
    await receive()
    await send({"type": "websocket.close"})


websocket_urlpatterns: list[Any] = [
    re_path(r"^ws/rooms/(?P<code>[A-HJ-NP-Z2-9]{5})/$", application),
    re_path(r"", nowhere),  # type: ignore[arg-type]
]
