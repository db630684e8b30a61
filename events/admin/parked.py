"""What failed: grouped by its trouble, and the acts on what is parked.

Viewing asks for the view permission, acting for the change permission.  Every act is confirmed on a page
of its own, and noted twice: as DeskAction with what was before, and in Django's log of the account.
"""

from collections.abc import Callable, Mapping
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.http import urlencode
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from events.admin import desk
from events.admin.base import DeskAdmin, event_link, preformatted
from events.admin.filters import ErrorFilter, StateFilter, StreamFilter, SubscriberFilter, TypeFilter
from events.admin.log import indented
from events.models import DeskAction, FailedDelivery

GROUPS = 50
HISTORY = 20
LIST = "admin:events_faileddelivery_changelist"


@admin.register(FailedDelivery)
class FailedDeliveryAdmin(DeskAdmin):
    list_title = gettext_lazy("Failed and parked events")
    list_display = ("delivery", "state_name", "trouble", "tries", "due")
    list_filter = (StateFilter, SubscriberFilter, TypeFilter, ErrorFilter, StreamFilter)
    ordering = ("-pk",)
    fields = ("receiver", "event", "state_name", "trouble", "tries", "due", "envelope", "mended")
    change_list_template = "admin/events/parked_list.html"
    change_form_template = "admin/events/parked.html"

    def get_urls(self) -> list[URLPattern]:
        def at(route: str, view: Callable[..., HttpResponse], name: str) -> URLPattern:
            return path(route, self.admin_site.admin_view(view), name=f"events_faileddelivery_{name}")

        return [
            at("requeue-group/", self.requeue_group, "requeue_group"),
            at("<int:id>/edit/", self.edit, "edit"),
            at("<int:id>/requeue/", self.requeue, "requeue"),
            at("<int:id>/drop/", self.drop, "drop"),
            *super().get_urls(),
        ]

    def may_act(self, request: HttpRequest) -> bool:
        """Whether the account may do more than look."""
        return request.user.has_perm("events.change_faileddelivery")

    # --- what is shown ---

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        extra = {"groups": _groups(), "may_act": self.may_act(request)} | (extra_context or {})
        return super().changelist_view(request, extra)

    def render_change_form(
        self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any
    ) -> HttpResponse:
        failure: FailedDelivery = kwargs["obj"]
        context |= {
            "may_act": self.may_act(request) and failure.state == desk.PARKED,
            "history": DeskAction.objects.filter(event_id=failure.event_id).order_by("-pk")[:HISTORY],
        }
        return super().render_change_form(request, context, *args, **kwargs)

    @admin.display(description=gettext_lazy("delivery"))
    def delivery(self, failure: FailedDelivery) -> str:
        return str(failure)

    @admin.display(description=gettext_lazy("subscriber"))
    def receiver(self, failure: FailedDelivery) -> str:
        return failure.subscriber

    @admin.display(description=gettext_lazy("error"))
    def trouble(self, failure: FailedDelivery) -> str:
        return failure.error

    @admin.display(description=gettext_lazy("tries"))
    def tries(self, failure: FailedDelivery) -> int:
        return failure.attempts

    @admin.display(description=gettext_lazy("state"))
    def state_name(self, failure: FailedDelivery) -> str:
        return _("parked") if failure.state == desk.PARKED else _("waiting")

    @admin.display(description=gettext_lazy("next try (UTC)"))
    def due(self, failure: FailedDelivery) -> str:
        return "-" if failure.state == desk.PARKED else f"{failure.due_at:%Y-%m-%d %H:%M:%S}"

    @admin.display(description=gettext_lazy("event"))
    def event(self, failure: FailedDelivery) -> SafeString | str:
        row = desk.original(failure)
        return event_link(row) if row else _("%s, not in the log any more") % failure.event_id

    @admin.display(description=gettext_lazy("envelope as published"))
    def envelope(self, failure: FailedDelivery) -> SafeString | str:
        row = desk.original(failure)
        return preformatted(indented(row.envelope)) if row else "-"

    @admin.display(description=gettext_lazy("edited data"))
    def mended(self, failure: FailedDelivery) -> SafeString | str:
        correction = desk.correction(failure)
        return preformatted(indented(bytes(correction.data).decode())) if correction else "-"

    # --- what is done ---

    def edit(self, request: HttpRequest, id: int) -> HttpResponse:
        """The payload as a text; refused data come back with the reason."""
        failure = self._opened(request, id)
        try:
            data = request.POST.get("data") or desk.data_to_edit(failure)
            if request.method != "POST":
                return self._page(request, "edit", failure, data=data)
            with transaction.atomic():
                desk.correct(id, request.POST.get("event", ""), data, by=request.user.get_username())
                self.log_change(request, failure, _("Edited the data of the parked event."))
        except desk.DeskError as error:
            if request.method == "POST" and desk.is_parked(id, request.POST.get("event", "")):
                return self._page(request, "edit", failure, data=data, error=error.sentence)
            return self._back(request, error)
        messages.success(request, _("Saved. It is handled with the new data once you requeue it."))
        return HttpResponseRedirect(reverse("admin:events_faileddelivery_change", args=[id]))

    def requeue(self, request: HttpRequest, id: int) -> HttpResponse:
        done = _("Requeued: the subscriber tries it now, and what waits behind it after that.")
        return self._confirmed(request, id, "requeue", desk.requeue, _("Requeued the parked event."), done)

    def drop(self, request: HttpRequest, id: int) -> HttpResponse:
        done = _("Dropped: this subscriber goes on with the next event of the stream.")
        return self._confirmed(request, id, "drop", desk.drop, _("Dropped the parked event."), done)

    def requeue_group(self, request: HttpRequest) -> HttpResponse:
        self._require(request)
        try:
            group = desk.Group(*(request.GET[name] for name in ("subscriber", "type", "error")))
        except KeyError:
            raise Http404 from None
        if request.method != "POST":
            return self._page(request, "requeue_group", None, group=group, count=group.rows().count())
        with transaction.atomic():
            count = desk.requeue_group(group, by=request.user.get_username())
            _log_group(request, group, count)
        text = ngettext("%d event requeued.", "%d events requeued.", count) % count
        messages.success(request, text)
        return HttpResponseRedirect(reverse(LIST))

    def _confirmed(
        self,
        request: HttpRequest,
        id: int,
        name: str,
        act: Callable[..., FailedDelivery],
        logged: str,
        done: str,
    ) -> HttpResponse:
        failure = self._opened(request, id)
        if request.method != "POST":
            return self._page(request, name, failure)
        try:
            with transaction.atomic():
                act(id, request.POST.get("event", ""), by=request.user.get_username())
                self.log_change(request, failure, logged)
        except desk.DeskError as error:
            return self._back(request, error)
        messages.success(request, done)
        return HttpResponseRedirect(reverse(LIST))

    def _require(self, request: HttpRequest) -> None:
        if not self.may_act(request):
            raise PermissionDenied

    def _opened(self, request: HttpRequest, id: int) -> FailedDelivery:
        self._require(request)
        return get_object_or_404(FailedDelivery, pk=id)

    def _back(self, request: HttpRequest, error: desk.DeskError) -> HttpResponse:
        messages.error(request, str(error.sentence))
        return HttpResponseRedirect(reverse(LIST))

    def _page(
        self, request: HttpRequest, name: str, failure: FailedDelivery | None, **more: Any
    ) -> HttpResponse:
        titles = {
            "edit": _("Edit the data"),
            "requeue": _("Requeue the event"),
            "requeue_group": _("Requeue the group"),
            "drop": _("Drop the event"),
        }
        context = self.admin_site.each_context(request) | {
            "title": titles[name], "act": name, "opts": self.opts, "failure": failure, **more,
        }  # fmt: skip
        return TemplateResponse(request, f"admin/events/{name}.html", context)


def _groups() -> list[dict[str, Any]]:
    """The largest groups of parked events: their three names, count, and links."""
    parked = FailedDelivery.objects.filter(state=desk.PARKED).values("subscriber", "type", "error")
    counted = parked.annotate(count=Count("pk")).order_by("-count", "subscriber", "type", "error")
    return [
        {**row}
        | {
            "list_url": f"?{urlencode(_names(row) | {'state': desk.PARKED})}",
            "requeue_url": f"{reverse('admin:events_faileddelivery_requeue_group')}?{urlencode(_names(row))}",
        }
        for row in counted[:GROUPS]
    ]  # fmt: skip


def _names(row: Mapping[str, Any]) -> dict[str, str]:
    return {name: row[name] for name in ("subscriber", "type", "error")}


def _log_group(request: HttpRequest, group: desk.Group, count: int) -> None:
    LogEntry.objects.create(
        user_id=int(request.user.pk or 0),
        content_type_id=ContentType.objects.get_for_model(FailedDelivery).pk,
        object_repr=str(group)[:200],
        action_flag=CHANGE,
        change_message=ngettext("%d event requeued.", "%d events requeued.", count) % count,
    )
