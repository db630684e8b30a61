"""All URLs."""

from django.contrib import admin
from django.urls import include, path
from django.views.i18n import JavaScriptCatalog

from lie_project import late_sight, pages
from lie_project.exposition import show_metrics, show_readiness

urlpatterns = [
    path("", include("rooms.urls")),
    path("", include("events.urls")),
    path("", include("people.urls")),
    path("r/<code:code>/late", late_sight.show, name="late"),
    path("api/rooms/<code:code>/late", late_sight.data, name="late_data"),
    path("", include("game.replay_urls")),
    path("", include("game.pack_urls")),
    path("", include("game.one_urls")),
    path("i18n/", include("django.conf.urls.i18n")),
    path("jsi18n/", JavaScriptCatalog.as_view(), name="javascript-catalog"),
    path("metrics", show_metrics, name="metrics"),
    path("readyz", show_readiness, name="readyz"),
    path("how-to-play", pages.how_to_play, name="how_to_play"),
    path("offline", pages.offline, name="offline"),
    path("manifest.webmanifest", pages.manifest, name="manifest"),
    path("sw.js", pages.service_worker, name="service_worker"),
    path("admin/", admin.site.urls),
]
