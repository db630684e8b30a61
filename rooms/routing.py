"""The socket's URL."""

from typing import Any

from django.urls import re_path

from rooms.consumers import RoomConsumer

application: Any = RoomConsumer.as_asgi()  # Django's stubs expect a view
websocket_urlpatterns: list[Any] = [re_path(r"^ws/rooms/(?P<code>[A-HJ-NP-Z2-9]{5})/$", application)]
