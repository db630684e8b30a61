"""The socket's URL."""

from typing import Any

from django.urls import re_path

from rooms.consumers import RoomConsumer
from rooms.lobby_socket import LobbyConsumer
from rooms.overlay_socket import OverlayConsumer

application: Any = RoomConsumer.as_asgi()  # Django's stubs expect a view
lobby: Any = LobbyConsumer.as_asgi()
overlay: Any = OverlayConsumer.as_asgi()


async def nowhere(scope: Any, receive: Any, send: Any) -> None:
    """Refuse the handshake (HTTP 403); Channels would answer an unknown path with an error 500."""
    await receive()
    await send({"type": "websocket.close"})


websocket_urlpatterns: list[Any] = [
    re_path(r"^ws/rooms/(?P<code>[A-HJ-NP-Z2-9]{5})/$", application),
    re_path(r"^ws/lobby/$", lobby),
    re_path(r"^ws/overlay/(?P<code>[A-HJ-NP-Z2-9]{5})/$", overlay),
    re_path(r"", nowhere),  # type: ignore[arg-type]
]
