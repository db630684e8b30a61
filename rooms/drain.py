"""The end of a web process: sockets are told to come back, and have gone, before the server stops.

Daphne cuts its sockets on TERM without a close frame, and cancels what runs.  So the server's own handler of
the signal is put off until each socket was closed with 1012, "come back in 0 to 5 s" (rooms.protocol).
Meanwhile ``/readyz`` says no, so that a proxy sends nobody here.  A second signal ends the process at once.
"""

import asyncio
import logging
import os
import signal
import threading
import time
from collections.abc import Callable, Coroutine
from typing import Any

from events.broker import publisher
from events.telemetry import metrics

logger = logging.getLogger(__name__)

AGAIN = 1.0  # seconds after which a signal is a second one; before, two senders have meant the same
FLUSH = 3.0  # seconds for the broker to take what was published last

Drain = Callable[[], Coroutine[Any, Any, None]]
_begun_at: list[float] = []
_tasks: list[asyncio.Task[None]] = []


def is_draining() -> bool:
    """Whether this process is about to end."""
    return bool(_begun_at)


def settle() -> None:
    """Have the broker confirm what waits for it, and hand over what was counted.  Blocks.  Commands that
    come later are handled in this process itself, as whenever there is no broker."""
    if publisher.default.cache_info().currsize:
        publisher.default().close(FLUSH)
    metrics.counting().flush()


def install(drain: Drain) -> None:
    """Have ``drain`` run, in the running loop, before the server's own handlers of TERM and INT.

    Nothing is changed where no server has set handlers of its own, or outside the main thread.
    """
    loop = asyncio.get_running_loop()
    if threading.current_thread() is threading.main_thread():
        for number in (signal.SIGTERM, signal.SIGINT):
            servers_own = signal.getsignal(number)
            if callable(servers_own) and servers_own is not signal.default_int_handler:
                signal.signal(number, _first(drain, servers_own, loop))


def _first(drain: Drain, servers_own: Any, loop: asyncio.AbstractEventLoop) -> Callable[[int, Any], None]:
    def begin(number: int) -> None:
        _tasks.append(loop.create_task(_drain_and_stop(drain, servers_own, number)))

    def handle(number: int, frame: Any) -> None:
        if not _begun_at:
            _begun_at.append(time.monotonic())
            loop.call_soon_threadsafe(begin, number)
        elif time.monotonic() - _begun_at[0] > AGAIN:
            signal.signal(number, signal.SIG_DFL)
            os.kill(os.getpid(), number)

    return handle


async def _drain_and_stop(drain: Drain, servers_own: Any, number: int) -> None:
    try:
        await drain()
    except Exception:  # whatever it is: the process was told to end
        logger.exception("sockets were not drained")
    server: Any = getattr(servers_own, "__self__", object())
    if hasattr(server, "should_exit"):  # uvicorn: its handler would have it die of the signal, not end
        server.should_exit = True
    else:
        servers_own(number, None)
