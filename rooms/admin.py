"""Rooms at the desk: a list, a room as it is just now, and what may be ordered of it."""

from typing import Any, ClassVar

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from events.admin import ReadOnly, orders
from events.admin.base import BoundedPaginator
from events.models import StoredEvent
from rooms.glance import Glance, glance
from rooms.models import Room
from rooms.orders import ORDERS

LOG = 20  # events of the room that its page shows


class StateFilter(admin.SimpleListFilter):
    title, parameter_name = gettext_lazy("state"), "state"
    narrowed: ClassVar[dict[str, dict[str, Any]]] = {
        "live": {"closed": False, "people__gt": 0},
        "playing": {"closed": False, "playing": True},
        "closed": {"closed": True},
    }

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [
            ("live", gettext_lazy("somebody is there")),
            ("playing", gettext_lazy("a game runs")),
            ("closed", gettext_lazy("closed")),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Room]) -> QuerySet[Room]:
        return queryset.filter(**self.narrowed.get(self.value() or "", {}))


@admin.register(Room)
class RoomAdmin(ReadOnly):
    """Who may view rooms sees them; orders take the permission to change rooms."""

    list_title = gettext_lazy("Rooms")
    list_display = ("code", "state", "people_here", "host_name", "seats", "opened")
    list_filter = (StateFilter,)
    search_fields = ("=code", "host__startswith")
    search_help_text = gettext_lazy("A code, or the beginning of a host's nickname")
    ordering = ("closed", "-opened_at")
    sortable_by = ()
    paginator = BoundedPaginator
    show_full_result_count = False

    def get_urls(self) -> list[URLPattern]:
        order = self.admin_site.admin_view(self.order)
        return [path("<str:code>/order/<str:name>/", order, name="rooms_room_order"), *super().get_urls()]

    def may_order(self, request: HttpRequest) -> bool:
        """Whether the account may do more than look."""
        return request.user.has_perm("rooms.change_room")

    # --- what is shown ---

    @admin.display(description=gettext_lazy("host"))
    def host_name(self, room: Room) -> str:
        return room.host or "–"

    @admin.display(description=gettext_lazy("seats taken"))
    def seats(self, room: Room) -> str:
        return f"{room.members} / {room.capacity}"

    @admin.display(description=gettext_lazy("people here"))
    def people_here(self, room: Room) -> int:
        return 0 if room.closed else room.people

    @admin.display(description=gettext_lazy("state"))
    def state(self, room: Room) -> str:
        if room.closed:
            return _("closed")
        return _("a game runs") if room.playing else _("in the lobby")

    @admin.display(description=gettext_lazy("opened (UTC)"))
    def opened(self, room: Room) -> str:
        return f"{room.opened_at:%Y-%m-%d %H:%M}"

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        if not self.has_view_permission(request):
            raise PermissionDenied
        room = get_object_or_404(Room, pk=object_id)
        now = glance(room.pk)
        may_read = request.user.has_perm("events.view_storedevent")
        log = StoredEvent.objects.filter(room=room.pk).order_by("-position")
        context = self._context(request, room, now) | {
            "title": _("Room %s") % room.pk,
            "state": self.state(room),
            "may_order": self.may_order(request) and not room.closed,
            "log": list(log.only("stream", "sequence", "type", "time")[:LOG]) if may_read else None,
            "given": orders.given(room.pk),
        }
        return TemplateResponse(request, "admin/rooms/room.html", context)

    # --- what is ordered ---

    def order(self, request: HttpRequest, code: str, name: str) -> HttpResponse:
        """Asks why, and gives the order."""
        if not self.may_order(request):
            raise PermissionDenied
        order, room = ORDERS.get(name), get_object_or_404(Room, pk=code)
        player = str(request.GET.get("player", ""))
        if order is None or order.about_player == (player == ""):
            raise Http404
        now = glance(code)
        form = order.form(request.POST or None)
        if request.method == "POST" and form.is_valid():
            self._give(request, code, name, player, now, form.cleaned_data)
            return HttpResponseRedirect(reverse("admin:rooms_room_change", args=[code]))
        context = self._context(request, room, now) | {"title": order.title, "order": order, "form": form}
        context["about"] = now.nickname(player) if player else ""
        return TemplateResponse(request, "admin/rooms/order.html", context)

    def _give(
        self, request: HttpRequest, code: str, name: str, player: str, now: Glance, answers: Any
    ) -> None:
        order = ORDERS[name]
        orders.give(
            order.command(player, answers),
            code,
            name=name,
            by=request.user.get_username(),
            reason=answers["reason"],
            about=player,
            nickname=now.nickname(player) if player else "",
            minutes=answers.get("minutes", 0),
            before=now.before(),
            later=order.later(player, answers) if order.later else None,
        )
        messages.success(request, _("The order is given. What became of it shows below."))

    def _context(self, request: HttpRequest, room: Room, now: Glance) -> dict[str, Any]:
        return self.admin_site.each_context(request) | {"opts": self.opts, "room": room, "now": now}
