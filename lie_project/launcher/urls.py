"""What may be said of a URL, and where its server is."""

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
    """Scheme, host, port and path: no user, no password and no query, which may hold one as well."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}{parts.path}"


def address(variable: str, url: str) -> tuple[str, int] | None:
    """Host and port of a server's URL; None where it names a file or a socket on disk.

    Raises CannotStart, naming ``variable`` and never the URL, when it cannot be read.
    """
    try:
        return _address(urlsplit(url))
    except ValueError as error:
        raise CannotStart(f"{variable} is no URL that can be read.") from error


def _address(parts: SplitResult) -> tuple[str, int] | None:
    port = parts.port or PORTS.get(parts.scheme)
    return (parts.hostname, port) if parts.hostname and port else None
