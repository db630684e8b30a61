"""Starts a web process: ``python -m lie_project.web [--host H] [--port N | --unix PATH]``.

Daphne, or with ``LIE_ASGI=uvicorn`` uvicorn: about twice as fast at the socket, when it is installed
(``pip install '.[uvicorn]'``).  This only chooses the server's own options; the process becomes the server.
"""

import argparse
import importlib.util
import os
import sys
from collections.abc import Mapping, Sequence

APPLICATION = "lie_project.asgi:application"
LARGEST = str(96 * 1024)  # bytes of a frame; what each type of frame may have says rooms.protocol


def main(argv: Sequence[str], environ: Mapping[str, str]) -> None:
    """Become the server.  Exits with a sentence when it is not there or the options are wrong.

    The settings are told where it listens: they refuse what others must not reach."""
    command, options = server(argv, environ), _parser(environ).parse_args(argv)
    listening = {**environ, "LIE_LISTEN": "" if options.unix else options.host}
    os.execve(sys.executable, [sys.executable, *command], listening)


def server(argv: Sequence[str], environ: Mapping[str, str]) -> list[str]:
    """Arguments for Python that start the chosen server."""
    options = _parser(environ).parse_args(argv)
    chosen = environ.get("LIE_ASGI") or "daphne"
    if chosen not in BUILDERS:
        sys.exit(f"LIE_ASGI is {chosen!r}; it can be {' or '.join(BUILDERS)}.")
    if importlib.util.find_spec(chosen) is None:
        sys.exit(f"LIE_ASGI={chosen}, but it is not installed: pip install '.[{chosen}]'")
    return ["-m", chosen, *BUILDERS[chosen](options), APPLICATION]


def _daphne(options: argparse.Namespace) -> list[str]:
    where = ["-u", options.unix] if options.unix else ["-b", options.host, "-p", str(options.port)]
    sockets = ["--websocket_timeout", "-1", "--websocket_connect_timeout", "10"]
    sizes = ["--websocket-max-message-size", LARGEST, "--websocket-max-frame-size", LARGEST]
    return [*where, *sockets, *sizes, "-v", "0", "--no-server-name"]


def _uvicorn(options: argparse.Namespace) -> list[str]:
    where = ["--uds", options.unix] if options.unix else ["--host", options.host, "--port", str(options.port)]
    # Deflate would cost a hundred KiB a socket, and take the frames' one framing from us (rooms.outlet).
    sockets = ["--ws", "websockets-sansio", "--ws-per-message-deflate", "false", "--ws-max-size", LARGEST]
    # Both servers would believe what the visitor himself has written; lie_project.front reads it right.
    quiet = [
        "--no-proxy-headers",
        "--lifespan",
        "off",
        "--log-level",
        "warning",
        "--no-server-header",
        "--no-access-log",
    ]
    return [*where, *sockets, *quiet, "--timeout-graceful-shutdown", "5"]


BUILDERS = {"daphne": _daphne, "uvicorn": _uvicorn}


def _parser(environ: Mapping[str, str]) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m lie_project.web", allow_abbrev=False)
    host = environ.get("LIE_LISTEN") or "127.0.0.1"
    parser.add_argument("--host", default=host, help="address to listen on (%(default)s)")
    parser.add_argument("--port", type=int, default=int(environ.get("LIE_PORT") or 8000))
    parser.add_argument("--unix", default="", metavar="PATH", help="listen on a Unix socket instead")
    return parser


if __name__ == "__main__":
    main(sys.argv[1:], os.environ)
