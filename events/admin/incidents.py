"""What is out of order, and what was: open incidents first."""

from typing import Any

from django.contrib import admin
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.http import urlencode
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from events.admin.base import DeskAdmin
from events.admin.filters import FieldFilter
from events.models import Incident, StoredEvent


class KindFilter(FieldFilter):
    title, parameter_name = gettext_lazy("kind"), "kind"
    options = Incident.Kind.choices


class OpenFilter(FieldFilter):
    title, parameter_name = gettext_lazy("open"), "open"
    options = (("1", gettext_lazy("open")), ("0", gettext_lazy("cleared")))

    def narrowed(self, request: HttpRequest, rows: QuerySet[Any], value: str) -> QuerySet[Any]:
        return rows.filter(open=value == "1")


@admin.register(Incident)
class IncidentAdmin(DeskAdmin):
    list_title = gettext_lazy("Incidents")
    list_display = ("name", "is_open", "subject", "raised", "cleared", "count", "detail", "look")
    list_filter = (OpenFilter, KindFilter)
    ordering = ("-open", "-id")
    fields = ("name", "subject", "is_open", "raised", "good", "cleared", "count", "detail", "look")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Incident]:
        logged = StoredEvent.objects.filter(event_id=OuterRef("event_id"))
        rows: QuerySet[Incident] = super().get_queryset(request).annotate(is_logged=Exists(logged))
        return rows

    @admin.display(description=gettext_lazy("incident"))
    def name(self, incident: Incident) -> str:
        return incident.get_kind_display()

    @admin.display(description=gettext_lazy("state"))
    def is_open(self, incident: Incident) -> str:
        return _("open") if incident.open else _("cleared")

    @admin.display(description=gettext_lazy("raised (UTC)"))
    def raised(self, incident: Incident) -> str:
        return _moment(incident.raised_at)

    @admin.display(description=gettext_lazy("good since (UTC)"))
    def good(self, incident: Incident) -> str:
        return _moment(incident.good_since)

    @admin.display(description=gettext_lazy("cleared (UTC)"))
    def cleared(self, incident: Incident) -> str:
        return _moment(incident.cleared_at)

    @admin.display(description=gettext_lazy("look at"))
    def look(self, incident: Any) -> SafeString:
        page, name, filters = _where(incident)
        there = format_html('<a href="{}">{}</a>', f"{reverse(page)}?{urlencode(filters)}", name)
        if not incident.is_logged:
            return there
        log = f"{reverse('admin:events_storedevent_changelist')}?{urlencode({'q': incident.event_id})}"
        return format_html('{} · <a href="{}">{}</a>', there, log, _("its event"))


def _where(incident: Incident) -> tuple[str, str, dict[str, str]]:
    """The page that shows more, its name, and how to narrow it."""
    match incident.kind:
        case Incident.Kind.PARKED:
            filters = {"state": "parked", "subscriber": incident.subject}
            return "admin:events_faileddelivery_changelist", _("parked events"), filters
        case Incident.Kind.MEDIA:
            return "admin:events_storedevent_changelist", _("the room's log"), {"room": incident.subject}
        case _:
            return "admin:events_subscription_changelist", _("subscriptions"), {}


def _moment(time: Any) -> str:
    return time.strftime("%Y-%m-%d %H:%M:%S") if time else "–"
