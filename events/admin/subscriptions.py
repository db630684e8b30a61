"""The page of all queues: what reaches them and how far their subscribers are."""

from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.text import capfirst

from events.admin import standing
from events.admin.base import ReadOnly
from events.models import Subscription


@admin.register(Subscription)
class SubscriptionAdmin(ReadOnly):
    """One page; a subscription is no row that could be opened."""

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        if not self.has_view_permission(request):
            raise PermissionDenied
        context = self.admin_site.each_context(request) | {
            "title": capfirst(self.opts.verbose_name_plural),
            "opts": self.opts,
            "overview": standing.overview(timezone.now()),
            "window": standing.WINDOW,
            "patience": standing.PATIENCE,
        }
        return TemplateResponse(request, "admin/events/subscriptions.html", context)

    def change_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self.changelist_view(request)
