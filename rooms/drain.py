"""The end of a web process: sockets are told to come back, and have gone, before the server stops.

Daphne cuts its sockets on TERM without a close frame, and cancels what runs.  So the server's own handler of
the signal is put off until each socket was closed with 1012, "come back in 0 to 5 s" (rooms.protocol).
Meanwhile ``/readyz`` says no, so that a proxy sends nobody here.
"""

import asyncio
import logging
import signal
import threading
from collections.abc import Callable, Coroutine
from typing import Any

logger = logging.getLogger(__name__)

_begun = threading.Event()


def is_draining() -> bool:
    """Whether this process is about to end."""
    return _begun.is_set()


def install(drain: Callable[[], Coroutine[Any, Any, None]]) -> None:
    """Have ``drain`` run, in the running loop, before the server's own handlers of TERM and INT.

    Nothing is changed where no server has set handlers of its own, or outside the main thread.
    """
    loop = asyncio.get_running_loop()
    if threading.current_thread() is threading.main_thread():
        for number in (signal.SIGTERM, signal.SIGINT):
            servers_own = signal.getsignal(number)
            if callable(servers_own) and servers_own is not signal.default_int_handler:
                signal.signal(number, _first(drain, servers_own, loop))


def _first(
    drain: Callable[[], Coroutine[Any, Any, None]],
    servers_own: Callable[[int, Any], Any],
    loop: asyncio.AbstractEventLoop,
) -> Callable[[int, Any], None]:
    async def drain_and_stop(number: int) -> None:
        try:
            await drain()
        except Exception:  # whatever it is: the process was told to end
            logger.exception("sockets were not drained")
        servers_own(number, None)

    def handle(number: int, frame: Any) -> None:
        if _begun.is_set():
            servers_own(number, frame)  # told twice: at once
            return
        _begun.set()
        loop.call_soon_threadsafe(lambda: loop.create_task(drain_and_stop(number)))

    return handle
