"""Pages and JSON of replays."""

from django.urls import path

from game import replay_views

urlpatterns = [
    path("replay/<uuid:game>", replay_views.show, name="replay"),
    path("api/replay/<uuid:game>", replay_views.data, name="replay_data"),
    path("r/<slug:code>/replay", replay_views.show_of_room, name="replay_of_room"),
]
