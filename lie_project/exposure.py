"""What must not be seen from outside this machine: no process starts with it.

A developer's own machine may be open to itself.  As soon as others can reach LIE, or LIE reaches its
servers over a network, what anybody could guess or read is refused.
"""

import ipaddress
from typing import TYPE_CHECKING
from urllib.parse import SplitResult, parse_qs, urlsplit

if TYPE_CHECKING:
    from lie_project.env import Environment

EXAMPLES = ("only-for-", "change-me", "django-insecure-")  # beginnings of keys that are no secret
MAKE_KEY = "python -c 'import secrets; print(secrets.token_urlsafe(48))'"


def complaints(environment: "Environment", hosts: list[str]) -> list[str]:
    """One sentence for each thing that is open.  ``hosts``: LIE_HOSTS, split.  No value is repeated."""
    opened_by = _opened_by(environment, hosts)
    found = _https(environment)
    if opened_by:
        found += _debug(environment, opened_by) + _key(environment.secret_key)
    for name in ("redis_url", "broker_url"):
        found += _server(f"LIE_{name.upper()}", getattr(environment, name), bool(opened_by))
    return found


def _opened_by(environment: "Environment", hosts: list[str]) -> str:
    """The variable that lets others in, by a name, an address listened on or one for video; "" for none."""
    video = [part.partition("=")[0].strip() for part in environment.media_hosts.split(",")]
    ways = {"LIE_HOSTS": hosts, "LIE_LISTEN": [environment.listen], "LIE_MEDIA_HOSTS": video}
    return next((name for name, named in ways.items() if not all(map(is_this_machine, named))), "")


def is_this_machine(host: str) -> bool:
    """Whether a host name or address can only mean this very machine; "" is one's default."""
    name = host.strip("[]").rstrip(".").lower()
    if name in ("", "localhost") or name.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(name).is_loopback
    except ValueError:
        return False


def _https(environment: "Environment") -> list[str]:
    if environment.https and not environment.proxy:
        return ["LIE_HTTPS needs LIE_PROXY: the proxy that does TLS has to say who is served by it."]
    return []


def _debug(environment: "Environment", opened_by: str) -> list[str]:
    if environment.debug:
        why = f"{opened_by} names more than this machine, and debug pages tell secrets"
        return [f"LIE_DEBUG is refused: {why}."]
    return []


def _key(key: str) -> list[str]:
    if key.startswith(EXAMPLES) or len(set(key)) < 5:
        return [f"LIE_SECRET_KEY is refused: it is an example, no secret; make one: {MAKE_KEY}"]
    return []


def _server(name: str, urls: str, public: bool) -> list[str]:
    """kombu takes several addresses, by semicolon."""
    try:
        parts = [urlsplit(url) for url in urls.split(";")]
        away = [part for part in parts if part.scheme != "unix" and not is_this_machine(part.hostname or "")]
    except ValueError:
        return [f"{name} is no URL that can be read."]
    if any(map(_is_guest, parts if public else away)):
        return [f"{name} is refused: guest is everybody's account; manage.py brokerusers makes our own."]
    if any(map(_is_open, away)):
        return [f"{name} is refused: a Redis on another machine has to ask for a password."]
    return []


def _is_guest(parts: SplitResult) -> bool:
    return parts.scheme.startswith("amqp") and parts.username in (None, "", "guest")


def _is_open(parts: SplitResult) -> bool:
    return parts.scheme.startswith("redis") and not (parts.password or parse_qs(parts.query).get("password"))
