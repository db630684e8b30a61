"""Passes for a relay: for who is kept from the media server by a firewall or his provider.

The relay (coturn, docs/media.md) knows the same secret and no players.  A pass is made each time a browser
asks how to connect, says until when it is good, and can be checked by the secret alone: the "TURN REST API"
of draft-uberti-behave-turn-rest-00, which coturn calls use-auth-secret.
"""

import base64
import hashlib
import hmac
import time
from collections.abc import Sequence
from typing import Any

LIFE = 3600  # seconds: a connection that stands goes on without it, a new one gets a new pass


def ice_servers(
    urls: Sequence[str], secret: str, player: str, now: float | None = None
) -> list[dict[str, Any]]:
    """What a browser's RTCPeerConnection is given as ``iceServers``; nothing without urls and secret.

    ``now``: epoch seconds."""
    if not (urls and secret):
        return []
    name = f"{int(now if now is not None else time.time()) + LIFE}:{player}"
    mac = hmac.new(secret.encode(), name.encode(), hashlib.sha1).digest()
    return [{"urls": list(urls), "username": name, "credential": base64.b64encode(mac).decode()}]
