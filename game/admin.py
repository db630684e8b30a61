"""Words at the desk, and the one page that opens the secrets of a table that is being played."""

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from events.admin import ReadOnly, orders
from events.admin.base import BoundedPaginator
from events.messages.commands import ShowGame
from game import services, words
from game.models import Pack, TableRecord, Word
from game.pack_admin import PackAdmin
from game.table import Table

admin.site.register(Pack, PackAdmin)


@admin.register(Word)
class WordAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    list_display = ("text", "pack", "difficulty")
    list_filter = ("pack__language", "difficulty")
    list_select_related = ("pack",)
    search_fields = ("text__startswith",)
    ordering = ("pack__language", "pack__topic", "pk")
    fields = ("pack", "text", "difficulty")
    autocomplete_fields = ("pack",)
    paginator = BoundedPaginator
    show_full_result_count = False

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        words.forget()
        self.message_user(request, _("It counts at all tables within a minute."))


class LookForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("Why"), max_length=300, widget=forms.Textarea(attrs={"rows": 3})
    )


@admin.register(TableRecord)
class TableAdmin(ReadOnly):
    """Its *view* permission is the one to see word and roles; each look is an event with who and why."""

    list_title = gettext_lazy("Word and roles")
    list_display = ("room",)
    search_fields = ("=room",)
    ordering = ("-room",)
    paginator = BoundedPaginator
    show_full_result_count = False

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """Asks why; shows nothing before the look is noted."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        record = get_object_or_404(TableRecord, pk=object_id)
        form = LookForm(request.POST or None)
        context = self.admin_site.each_context(request) | {
            "opts": self.opts, "room": record.pk, "form": form, "title": _("Word and roles"),
        }  # fmt: skip
        if request.method == "POST" and form.is_valid():
            context["told"] = self._opened(request, record.pk, form.cleaned_data["reason"])
        return TemplateResponse(request, "admin/game/secrets.html", context)

    def _opened(self, request: HttpRequest, room: str, reason: str) -> dict[str, Any]:
        table, _version = services.TABLES.load(room)
        by = request.user.get_username()
        orders.note_look(ShowGame(), room, by=by, reason=reason, phase=table.phase)
        return _told(table)


def _told(table: Table) -> dict[str, Any]:
    roles = [(seat.nickname, table.role(seat.player)) for seat in table.seats if seat.playing]
    return {
        "word": table.round.word,
        "decoy": table.round.decoy,
        "category": table.round.category,
        "roles": roles,
    }
