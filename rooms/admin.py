from django.contrib import admin

from events.admin import ReadOnly
from rooms.models import Room


@admin.register(Room)
class RoomAdmin(ReadOnly):
    list_display = ("code", "host", "members", "capacity", "playing", "closed", "public", "opened_at")
    list_filter = ("playing", "closed", "public", "language")
    search_fields = ("=code", "host")
