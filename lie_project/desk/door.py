"""The admin's door: whose tries to sign in are counted together, and what they read who are locked out."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def address_of(request: HttpRequest) -> str:
    """As the web process has understood it from our own proxies (LIE_PROXY); never what a visitor wrote."""
    return str(request.META.get("REMOTE_ADDR", ""))


def locked_out(request: HttpRequest, original: HttpResponse | None, credentials: Any) -> HttpResponse:
    """Says nothing of the account: neither that there is one nor that the password was right."""
    minutes = int(settings.AXES_COOLOFF_TIME.total_seconds() // 60)
    return render(request, "admin/locked_out.html", {"minutes": minutes}, status=429)
