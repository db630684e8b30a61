"""The admin site: its index is the desk, and its lists have names that people read."""

from copy import copy
from typing import Any

from django.conf import settings
from django.contrib.admin import AdminSite
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lie_project.desk import names

WATCH = "events.view_storedevent"  # who may see how the system does


class DeskSite(AdminSite):
    """Who has nothing to do with the running of it (editors) gets the lists alone."""

    site_header = site_title = _("LIE desk")
    index_title = _("Desk")
    index_template = "admin/desk.html"
    enable_nav_sidebar = False

    def has_permission(self, request: HttpRequest) -> bool:
        """Staff; with LIE_ADMIN_OTP those alone who have shown their second factor."""
        if not super().has_permission(request) or not settings.LIE.admin_otp:
            return super().has_permission(request)
        from lie_project.desk import second  # there with LIE's extra alone

        return second.shown(request)

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        if settings.LIE.admin_otp:
            from lie_project.desk import second

            door = copy(self)  # what Django asks of the site; this request's alone
            door.login_form, door.login_template = second.DoorForm, "admin/second_factor.html"
            return super(DeskSite, door).login(request, extra_context)
        return super().login(request, extra_context)

    def index(self, request: HttpRequest, extra_context: Any = None) -> TemplateResponse:
        from lie_project.desk import figures, plots  # models of all concerns: not before they are loaded

        context: dict[str, Any] = dict(extra_context or {})
        if request.user.has_perm(WATCH) or request.user.has_perm("rooms.change_room"):
            desk = figures.desk(timezone.now())
            context |= {"desk": desk, "lines": plots.lines(desk.concerns)}
            context["hours"] = plots.hours(desk.hours) if desk.hours is not None else None
        return super().index(request, context)

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[Any]:
        apps = super().get_app_list(request, app_label)
        for app in apps:
            for model in app["models"]:
                key = f"{app['app_label']}.{model['object_name'].lower()}"
                model["name"] = names.MODELS.get(key, model["name"])
        return sorted(apps, key=lambda app: names.order_of(app["app_label"]))
