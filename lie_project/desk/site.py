"""The admin site: its index is the desk, and its lists have names that people read."""

from typing import Any

from django.contrib.admin import AdminSite
from django.http import HttpRequest
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
