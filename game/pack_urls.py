"""Pages and JSON of players' own word packs."""

from django.urls import path

from game import pack_files, pack_views

urlpatterns = [
    path("packs", pack_views.shelf_page, name="packs"),
    path("packs/new", pack_views.write_new, name="new_pack"),
    path("packs/read", pack_files.bring, name="read_pack"),
    path("packs/<slug:key>", pack_views.rewrite, name="pack"),
    path("packs/<slug:key>/delete", pack_views.delete, name="delete_pack"),
    path("packs/<slug:key>/hand-in", pack_views.hand_in, name="hand_in_pack"),
    path("packs/<slug:key>/file.<slug:form>", pack_files.take, name="pack_file"),
    path("api/packs", pack_views.choice, name="pack_choice"),
]
