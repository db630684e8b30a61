"""Ports of this machine."""

import errno
import socket

from lie_project.launcher.failure import CannotStart

LOOPBACK = "127.0.0.1"


def free_port() -> int:
    """A port of the loopback address that nobody listens on just now."""
    with socket.socket() as probe:
        probe.bind((LOOPBACK, 0))
        return int(probe.getsockname()[1])


def outward_address() -> str:
    """The address by which this machine is seen from its network; the loopback one when there is none.

    Nothing is sent: choosing a way is all that connecting a datagram socket does."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))  # RFC 5737: an address that nobody has
        except OSError:
            return LOOPBACK
        return str(probe.getsockname()[0])


def refuse_if_taken(host: str, port: int) -> None:
    """Raise CannotStart when ``host:port`` cannot be listened on."""
    try:
        with socket.create_server((host, port), family=_family(host)):
            pass
    except OSError as error:
        raise CannotStart(_why(error, host, port)) from error


def _family(host: str) -> socket.AddressFamily:
    return socket.AF_INET6 if ":" in host else socket.AF_INET


def _why(error: OSError, host: str, port: int) -> str:
    if error.errno == errno.EADDRINUSE:
        return f"port {port} is in use by another program; choose another with --port."
    if error.errno == errno.EACCES:
        return f"this user may not listen on port {port}; choose one above 1023 with --port."
    return f"{host}:{port} cannot be listened on ({error.strerror or error})."
