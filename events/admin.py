"""Admins look at the log and at what failed.  The log is read-only, and sealed fields stay sealed."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from events import pattern_admin as pattern_admin  # registers itself
from events.models import Deadline, FailedDelivery, StoredEvent


class ReadOnly(admin.ModelAdmin):  # type: ignore[type-arg]
    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(StoredEvent)
class StoredEventAdmin(ReadOnly):
    list_display = ("position", "stream", "sequence", "type", "time", "published_at")
    list_filter = ("type",)
    search_fields = ("=room", "=event_id")
    date_hierarchy = "time"
    exclude = ("sealed",)
    show_full_result_count = False


@admin.register(FailedDelivery)
class FailedDeliveryAdmin(ReadOnly):
    list_display = ("subscriber", "stream", "sequence", "type", "state", "attempts", "due_at", "error")
    list_filter = ("state", "subscriber", "type")


@admin.register(Deadline)
class DeadlineAdmin(ReadOnly):
    list_display = ("stream", "purpose", "due_at", "fired_at")
    exclude = ("command",)
