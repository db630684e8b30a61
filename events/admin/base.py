"""What the desk's pages share: they show, they never save, and they never count a whole table."""

from functools import cached_property
from typing import Any

from django.contrib import admin
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString

from events.models import StoredEvent

COUNTED = 1000  # rows of a list that can be leafed through; filters lead to all others


class ReadOnly(admin.ModelAdmin):  # type: ignore[type-arg]
    """Nobody adds, changes or deletes, whatever his permissions; who may change may also view."""

    list_title: "str | Promise" = ""  # else Django's own

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        title = {"title": self.list_title} if self.list_title else {}
        return super().changelist_view(request, title | (extra_context or {}))

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class BoundedPaginator(Paginator):  # type: ignore[type-arg]
    """Knows of the first ``COUNTED`` rows only: counting all of a long log takes longer than any look."""

    @cached_property
    def count(self) -> int:
        rows: Any = self.object_list
        return int(rows[:COUNTED].count())


class DeskAdmin(ReadOnly):
    """A list over a table that may have millions of rows, each page of it found by an index."""

    paginator = BoundedPaginator
    show_full_result_count = False
    list_max_show_all = 0
    sortable_by = ()
    change_list_template = "admin/events/desk_list.html"

    def lookup_allowed(self, lookup: str, value: Any, request: HttpRequest | None = None) -> bool:
        """Only the filters that are shown.  Others would walk the table, or probe what is not shown."""
        return lookup in {getattr(shown, "parameter_name", shown) for shown in self.list_filter}


def event_link(row: StoredEvent) -> SafeString:
    """An event of the log, as a link to its page."""
    return format_html(
        '<a href="{}">{}#{} {}</a>',
        reverse("admin:events_storedevent_change", args=[row.position]),
        row.stream,
        row.sequence,
        row.type,
    )


def preformatted(text: str) -> SafeString:
    return format_html('<pre class="desk-pre">{}</pre>', text)
