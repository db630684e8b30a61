"""The socket's URL."""

from django.urls import re_path

from rooms.consumers import RoomConsumer

websocket_urlpatterns = [
    re_path(r"^ws/rooms/(?P<code>[A-HJ-NP-Z2-9]{5})/$", RoomConsumer.as_asgi()),
]
