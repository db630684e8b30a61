"""The admin's door: whose tries to sign in are counted together, and what they read who are locked out."""

import ipaddress
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
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


def locked_out(request: HttpRequest, original: HttpResponse | None, credentials: Any) -> HttpResponse:
    """Says nothing of the account: neither that there is one nor that the password was right."""
    minutes = int(settings.AXES_COOLOFF_TIME.total_seconds() // 60)
    return render(request, "admin/locked_out.html", {"minutes": minutes}, status=429)
