"""Admins choose how often and within how long a pattern has to be seen."""

from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as now
from django.utils.translation import gettext_lazy as _

from events.models import PatternThreshold
from events.patterns import thresholds, watching
from events.patterns.cep import Pattern


def _shipped(row: PatternThreshold) -> Pattern | None:
    return next((p for p in watching.installed() if p.name == row.pattern), None)


class ThresholdForm(forms.ModelForm):  # type: ignore[type-arg]
    class Meta:
        model = PatternThreshold
        fields = ("enabled", "count", "within")
        labels: ClassVar[dict[str, Any]] = {"count": _("times"), "within": _("within (seconds)")}
        help_texts: ClassVar[dict[str, Any]] = {
            "count": _("How many make a match; empty: as shipped"),
            "within": _("Seconds; empty: as shipped"),
        }

    def clean_count(self) -> int | None:
        count: int | None = self.cleaned_data["count"]
        pattern = _shipped(self.instance)
        if count is not None and pattern is not None and not pattern.counts:
            raise ValidationError(_("This pattern is about something that does not happen: leave it empty."))
        return count


@admin.register(PatternThreshold)
class PatternThresholdAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """A row for every pattern there is; none is added or deleted by hand."""

    form = ThresholdForm
    list_display = ("pattern", "about", "enabled", "in_force", "shipped")
    fields = ("pattern", "about", "shipped", "enabled", "count", "within")
    readonly_fields = ("pattern", "about", "shipped")
    ordering = ("pattern",)

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        thresholds.complete(watching.installed())
        return super().changelist_view(request, extra_context)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        thresholds.forget()

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    @admin.display(description=_("what a match means"))
    def about(self, row: PatternThreshold) -> str:
        pattern = _shipped(row)
        return now(pattern.about) if pattern else now("No such pattern any more.")

    @admin.display(description=_("in force"))
    def in_force(self, row: PatternThreshold) -> str:
        return _told(row, row)

    @admin.display(description=_("as shipped"))
    def shipped(self, row: PatternThreshold) -> str:
        return _told(row, None)


def _told(row: PatternThreshold, terms_of: PatternThreshold | None) -> str:
    pattern = _shipped(row)
    if pattern is None or (terms_of and not terms_of.enabled):
        return "–"
    terms = thresholds.terms(pattern, terms_of)
    told = {"n": str(terms.count), "seconds": f"{terms.within:g}"}
    return (now("%(n)s within %(seconds)s s") if pattern.counts else now("for %(seconds)s s")) % told
