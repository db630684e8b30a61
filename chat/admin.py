from django.contrib import admin

from chat.models import Message
from events.admin import ReadOnly


@admin.register(Message)
class MessageAdmin(ReadOnly):
    list_display = ("room_id", "number", "nickname", "text", "notice", "time")
    search_fields = ("=room__code", "nickname")
