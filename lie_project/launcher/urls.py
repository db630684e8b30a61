"""What may be said of a URL, and where its server is."""

import re
from urllib.parse import SplitResult, urlsplit

from lie_project.launcher.failure import CannotStart

PORTS = {
    "amqp": 5672,
    "amqps": 5671,
    "redis": 6379,
    "rediss": 6379,
    "postgres": 5432,
    "postgresql": 5432,
}


def shown(url: str) -> str:
    """Scheme, host, port and path: no user, no password and no query, which may hold one as well.

    A broker of several nodes has several URLs, by semicolon."""
    return ";".join(map(_shown, _each(url)))


def _each(url: str) -> list[str]:
    """A password may hold a semicolon, but hardly one with a scheme behind it."""
    return re.split(r";\s*(?=[a-z]+://)", url)


def _shown(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}{parts.path}"


def addresses(variable: str, url: str) -> list[tuple[str, int]]:
    """Host and port of each server in a URL; [] where it names a file or a socket on disk.

    Raises CannotStart, naming ``variable`` and never the URL, when it cannot be read.
    """
    try:
        return [where for part in _each(url) if (where := _address(urlsplit(part)))]
    except ValueError as error:
        raise CannotStart(f"{variable} is no URL that can be read.") from error


def _address(parts: SplitResult) -> tuple[str, int] | None:
    port = parts.port or PORTS.get(parts.scheme)
    return (parts.hostname, port) if parts.hostname and port else None
