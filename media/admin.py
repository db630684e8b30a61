from django.contrib import admin

from events.admin import ReadOnly
from media.models import MediaSession


@admin.register(MediaSession)
class MediaSessionAdmin(ReadOnly):
    list_display = ("room", "created_at", "closed_at")
    search_fields = ("=room",)
