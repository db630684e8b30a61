"""Where a socket comes from, as a mark that tells nothing: equal for the sockets of one browser.

A keyed hash, of another key in every room: without the deployment's secret nobody gets from the mark to
an address, and with it nobody follows a person from room to room by it.  It is a hint and no proof:
people behind one address who use the same browser have the same mark.
"""

from collections.abc import Mapping
from typing import Any

from django.utils.crypto import salted_hmac


def origin_of(scope: Mapping[str, Any], room: str) -> str:
    """The mark of an ASGI connection in a room; "" when its address is not known."""
    address = (scope.get("client") or ("",))[0]
    if not address:
        return ""
    agent = dict(scope.get("headers", ())).get(b"user-agent", b"")
    told = repr((room, address, agent))
    return salted_hmac("lie.origin", told, algorithm="sha256").hexdigest()[:16]
