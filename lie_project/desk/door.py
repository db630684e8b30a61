"""The admin's door: whose tries to sign in are counted together, what they read who are locked out, and the
side door, the staff's JSON, which asks for a second factor where the admin does."""

import ipaddress
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.admin import site
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

HOUSEHOLD = 64  # bits of an IPv6 address


def address_of(request: HttpRequest) -> str | None:
    """As the web process has understood it from our own proxies (LIE_PROXY), never what a visitor wrote; of
    IPv6 his network, since single addresses of it cost nothing."""
    try:
        address = ipaddress.ip_address(str(request.META.get("REMOTE_ADDR", "")).partition("%")[0])
    except ValueError:  # by a Unix socket: all of those count together
        return None
    if address.version == 6:
        return str(ipaddress.IPv6Network((address, HOUSEHOLD), strict=False).network_address)
    return str(address)


class SideDoor:
    """A middleware: the log as JSON is for staff, who may have signed in where players do, without a code."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, options: Any) -> HttpResponse | None:
        """The refusal; None: go on."""
        name = request.resolver_match.url_name if request.resolver_match else None
        if name != "log" or not settings.LIE.admin_otp or site.has_permission(request):
            return None
        message = "The log is for staff only, signed in with a second factor."
        return JsonResponse({"code": "not_staff", "message": message}, status=403)


def locked_out(request: HttpRequest, original: HttpResponse | None, credentials: Any) -> HttpResponse:
    """Says nothing of the account: neither that there is one nor that the password was right."""
    minutes = int(settings.AXES_COOLOFF_TIME.total_seconds() // 60)
    return render(request, "admin/locked_out.html", {"minutes": minutes}, status=429)
