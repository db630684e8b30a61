"""Filters that are typed in: with 100 000 values none can be offered as a list of links."""

from abc import abstractmethod
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.dateparse import parse_datetime
from django.utils.timezone import is_naive, make_aware
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from events import registry
from events.models import CorrelationId, FailedDelivery, StoredEvent
from events.schema import DECLARATIONS

# Positions follow commits and times the beginning of a unit of work: neighbours may be swapped.
SWAPPED = 1000

Rows = QuerySet[Any]


class FieldFilter(admin.SimpleListFilter):
    """One field of the desk's filter form (desk_list.html); equality with ``parameter_name``."""

    input_type = "text"
    options: Any = ()  # (value, label): a choice instead of a text

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("", "")]  # Django hides a filter that has none

    def choices(self, changelist: Any) -> Iterator[Any]:
        return iter(())

    def queryset(self, request: HttpRequest, queryset: Rows) -> Rows:
        value = (self.value() or "").strip()
        return self.narrowed(request, queryset, value) if value else queryset

    def narrowed(self, request: HttpRequest, rows: Rows, value: str) -> Rows:
        return rows.filter(**{str(self.parameter_name): value})


class RoomFilter(FieldFilter):
    title, parameter_name = gettext_lazy("room"), "room"

    def narrowed(self, request: HttpRequest, rows: Rows, value: str) -> Rows:
        return rows.filter(room=value.upper())


class StreamFilter(FieldFilter):
    title, parameter_name = gettext_lazy("stream"), "stream"


class ErrorFilter(FieldFilter):
    title, parameter_name = gettext_lazy("error"), "error"


class TypeFilter(FieldFilter):
    title, parameter_name = gettext_lazy("type"), "type"

    @property
    def options(self) -> list[tuple[str, str]]:
        types = sorted(d.type for d in DECLARATIONS.values() if d.is_event)
        return [(type, type) for type in types]


class SubscriberFilter(FieldFilter):
    title, parameter_name = gettext_lazy("subscriber"), "subscriber"

    @property
    def options(self) -> list[tuple[str, str]]:
        return [(concern.name, concern.name) for concern in registry.concerns() if concern.events]


class StateFilter(FieldFilter):
    title, parameter_name = gettext_lazy("state"), "state"

    @property
    def options(self) -> list[tuple[str, str]]:
        names = {FailedDelivery.State.WAITING: _("waiting"), FailedDelivery.State.PARKED: _("parked")}
        return [(str(state.value), name) for state, name in names.items()]


class CorrelationFilter(FieldFilter):
    title, parameter_name = gettext_lazy("correlation id"), "correlation"

    def narrowed(self, request: HttpRequest, rows: Rows, value: str) -> Rows:
        found: Rows = rows.alias(action=CorrelationId("envelope")).filter(action=value)
        return found


class TimeFilter(FieldFilter):
    """An instant in UTC.  The positions near it are looked up, so that the log is read by its key."""

    input_type = "datetime-local"

    def narrowed(self, request: HttpRequest, rows: Rows, value: str) -> Rows:
        time = _time(value)
        if time is None:
            messages.error(request, _("“%s” is no date and time.") % value)
            return rows.none()
        return self.around(rows, time)

    @abstractmethod
    def around(self, rows: Rows, time: datetime) -> Rows:
        """The rows on this filter's side of the instant."""


class SinceFilter(TimeFilter):
    title, parameter_name = gettext_lazy("from (UTC)"), "since"

    def around(self, rows: Rows, time: datetime) -> Rows:
        first = StoredEvent.objects.filter(time__gte=time).order_by("time").values_list("position").first()
        return rows.filter(time__gte=time, position__gte=first[0] - SWAPPED) if first else rows.none()


class UntilFilter(TimeFilter):
    title, parameter_name = gettext_lazy("until (UTC)"), "until"

    def around(self, rows: Rows, time: datetime) -> Rows:
        last = StoredEvent.objects.filter(time__lte=time).order_by("-time").values_list("position").first()
        return rows.filter(time__lte=time, position__lte=last[0] + SWAPPED) if last else rows.none()


def _time(text: str) -> datetime | None:
    try:
        time = parse_datetime(text)
    except ValueError:
        return None
    return make_aware(time) if time and is_naive(time) else time
