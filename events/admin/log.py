"""The log browser.  Nothing sealed leaves the table, not even as ciphertext."""

from typing import Any

import msgspec
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.http import urlencode
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from events.admin import trails
from events.admin.base import DeskAdmin, event_link, preformatted
from events.admin.filters import (
    CorrelationFilter,
    RoomFilter,
    SinceFilter,
    StreamFilter,
    TypeFilter,
    UntilFilter,
)
from events.models import StoredEvent
from events.schema import DECLARATIONS


@admin.register(StoredEvent)
class StoredEventAdmin(DeskAdmin):
    list_title = _("Event log")
    list_display = ("place_in_log", "moment", "kind", "place", "in_room", "is_published")
    list_filter = (RoomFilter, TypeFilter, StreamFilter, CorrelationFilter, SinceFilter, UntilFilter)
    search_fields = ("event_id__exact",)
    search_help_text = _("The id of an event")
    ordering = ("-position",)
    fields = (
        "place_in_log", "moment", "kind", "place", "in_room", "is_published", "actor", "cause", "action",
        "sealed_fields", "readable",
    )  # fmt: skip
    change_form_template = "admin/events/event.html"

    def get_queryset(self, request: HttpRequest) -> QuerySet[StoredEvent]:
        return super().get_queryset(request).defer("sealed")

    def render_change_form(
        self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any
    ) -> HttpResponse:
        row: StoredEvent = kwargs["obj"]
        links = trails.links_of(row)
        context |= {
            "effects": trails.effects_of(links),
            "trail": trails.trail(links.correlationid),
            "action_url": _list_url(correlation=links.correlationid),
        }
        return super().render_change_form(request, context, *args, **kwargs)

    @admin.display(description=_("position"))
    def place_in_log(self, row: StoredEvent) -> int:
        return row.position

    @admin.display(description=_("time (UTC)"))
    def moment(self, row: StoredEvent) -> str:
        return row.time.strftime("%Y-%m-%d %H:%M:%S.%f")[:-3]

    @admin.display(description=_("type"))
    def kind(self, row: StoredEvent) -> str:
        return row.type

    @admin.display(description=_("stream"))
    def place(self, row: StoredEvent) -> SafeString:
        return format_html('<a href="{}">{}</a>#{}', _list_url(stream=row.stream), row.stream, row.sequence)

    @admin.display(description=_("room"))
    def in_room(self, row: StoredEvent) -> SafeString:
        return format_html('<a href="{}">{}</a>', _list_url(room=row.room), row.room)

    @admin.display(description=_("published"), boolean=True)
    def is_published(self, row: StoredEvent) -> bool:
        return row.published_at is not None

    @admin.display(description=_("actor"))
    def actor(self, row: StoredEvent) -> str:
        return trails.links_of(row).actor or "-"

    @admin.display(description=_("cause"))
    def cause(self, row: StoredEvent) -> str:
        links = trails.links_of(row)
        event = trails.cause_of(links)
        return event_link(event) if event else links.causationid or "-"

    @admin.display(description=_("correlation id"))
    def action(self, row: StoredEvent) -> str:
        correlation = trails.links_of(row).correlationid
        url = _list_url(correlation=correlation)
        return format_html('<a href="{}">{}</a>', url, correlation) if correlation else "-"

    @admin.display(description=_("sealed fields"))
    def sealed_fields(self, row: StoredEvent) -> str:
        """Their names, from the catalogue: whether and what they hold is nobody's business here."""
        declaration = DECLARATIONS.get(row.type)
        return ", ".join(declaration.sealed) if declaration and declaration.sealed else "-"

    @admin.display(description=_("envelope as published"))
    def readable(self, row: StoredEvent) -> SafeString:
        return preformatted(indented(row.envelope))


def indented(text: str) -> str:
    """JSON for reading; what is no JSON stays as it is."""
    try:
        return msgspec.json.format(text, indent=2)
    except msgspec.DecodeError:
        return text


def _list_url(**filters: str) -> str:
    return f"{reverse('admin:events_storedevent_changelist')}?{urlencode(filters)}"
