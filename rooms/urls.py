"""Pages and JSON of the rooms."""

from django.urls import path, register_converter

from rooms import lobby_views, moving_views, views


class CodeConverter:
    regex = "[A-HJ-NP-Z2-9]{5}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


class TypedCodeConverter(CodeConverter):
    """A code in any case."""

    regex = "[A-HJ-NP-Za-hj-np-z2-9]{5}"


register_converter(CodeConverter, "code")
register_converter(TypedCodeConverter, "typed_code")

urlpatterns = [
    path("", views.landing, name="landing"),
    path("rooms", views.open_room, name="open_room"),
    path("show", lobby_views.open_show, name="open_show"),
    path("join", lobby_views.join_by_code, name="join_by_code"),
    path("match", lobby_views.match, name="match"),
    path("table", lobby_views.table, name="table"),
    path("r/<code:code>/qr", lobby_views.qr, name="qr"),
    path("r/<code:code>/overlay", lobby_views.show_overlay, name="overlay"),
    path("r/<code:code>", views.room, name="room"),
    path("r/<typed_code:code>", views.any_case),
    path("api/rooms", lobby_views.list_rooms, name="list_rooms"),
    path("api/rooms/<code:code>/overlay", lobby_views.overlay_address, name="overlay_address"),
    path("api/rooms/<code:code>/ticket", views.ticket, name="ticket"),
    path("api/rooms/<code:code>/password", views.set_password, name="set_password"),
    path("api/rooms/<code:code>/events", views.room_events, name="room_events"),
    path("api/rooms/<code:code>/move", moving_views.begin, name="begin_move"),
    path("api/move", moving_views.arrive, name="arrive"),
    path("move", moving_views.move, name="move"),
    path("api/guest", views.enter, name="enter"),
    path("livez", views.live, name="live"),
]
