"""Pages and JSON of the rooms."""

from django.urls import path, register_converter

from rooms import views


class CodeConverter:
    regex = "[A-HJ-NP-Z2-9]{5}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(CodeConverter, "code")

urlpatterns = [
    path("", views.landing, name="landing"),
    path("rooms", views.open_room, name="open_room"),
    path("join", views.join_by_code, name="join_by_code"),
    path("r/<code:code>", views.room, name="room"),
    path("api/rooms", views.list_rooms, name="list_rooms"),
    path("api/rooms/<code:code>/ticket", views.ticket, name="ticket"),
    path("api/rooms/<code:code>/events", views.room_events, name="room_events"),
    path("api/guest", views.enter, name="enter"),
    path("livez", views.live, name="live"),
]
