"""Pages of what is only looked at: the desk's own acts, and deadlines."""

from django.contrib import admin
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from events.admin.base import DeskAdmin, preformatted
from events.admin.filters import StreamFilter, SubscriberFilter, TypeFilter
from events.models import Deadline, DeskAction


@admin.register(DeskAction)
class DeskActionAdmin(DeskAdmin):
    list_title = _("What admins have done")
    list_display = ("at", "by", "kind", "events", "subscriber", "type", "stream", "sequence")
    list_filter = (SubscriberFilter, TypeFilter, StreamFilter)
    ordering = ("-pk",)
    fields = (
        "at", "by", "kind", "events", "subscriber", "type", "error", "stream", "sequence", "event_id",
        "before_it", "after_it",
    )  # fmt: skip

    @admin.display(description=_("before"))
    def before_it(self, action: DeskAction) -> SafeString | str:
        return preformatted(action.before) if action.before else "-"

    @admin.display(description=_("after"))
    def after_it(self, action: DeskAction) -> SafeString | str:
        return preformatted(action.after) if action.after else "-"


@admin.register(Deadline)
class DeadlineAdmin(DeskAdmin):
    """Without the command: it may carry what only one player knows."""

    list_display = ("stream", "purpose", "due_at", "fired_at")
    list_filter = (StreamFilter,)
    ordering = ("due_at",)
    exclude = ("command",)
