"""A media server that was killed is there again at once: a keeper, which has loaded everything and does
nothing, forks another one in a few ms.

Loading costs seconds on a busy machine, and in them nobody sees anybody.  The keeper holds no socket, no
thread and no room, so what kills servers (a packet, memory, a bug in a library) does not reach it; whoever
started it starts it anew if it goes all the same.
"""

import logging
import os
import signal
import time
from collections.abc import Callable
from types import FrameType

logger = logging.getLogger(__name__)

SETTLED = 2.0  # seconds: a server that ends sooner would end again, and to wait is its supervisor's part
STOPS = (signal.SIGTERM, signal.SIGINT)

Serve = Callable[[int], None]
"""Serves until told to stop by a signal, or until the file descriptor it is given can be read: the keeper has
gone.  The descriptor is never written to."""


def keep(serve: Serve) -> int:
    """Have ``serve`` run in a child until a stop is asked for; gives the exit code for this process.

    In the child it returns, too, when ``serve`` has.  Call it from the main thread of a process without
    others: they would be missing in the child."""
    gone, held = os.pipe()  # the kernel closes ``held`` with us, however we end
    while True:
        began = time.monotonic()
        child = _forked()
        if child == 0:
            os.close(held)
            serve(gone)
            return 0
        code, asked = _waited_for(child)
        if asked or code == 0 or time.monotonic() - began < SETTLED:
            return code
        logger.warning("the media server ended with %d; here is another", code)


def _forked() -> int:
    """Signals that ask to stop wait for whom they are meant: ``_waited_for`` or ``serve`` lets them in."""
    signal.pthread_sigmask(signal.SIG_BLOCK, STOPS)
    child = os.fork()
    if child == 0:
        _let_in(signal.SIG_DFL)
    return child


def _waited_for(child: int) -> tuple[int, bool]:
    """(How it ended, was a stop asked for?); a stop is passed on to it."""
    asked = False

    def pass_on(number: int, frame: FrameType | None) -> None:
        nonlocal asked
        asked = True
        os.kill(child, signal.SIGTERM)  # it is there until we have waited for it

    _let_in(pass_on)
    _, status = os.waitpid(child, 0)
    signal.pthread_sigmask(signal.SIG_BLOCK, STOPS)
    code = os.waitstatus_to_exitcode(status)
    return (code if code >= 0 else 128 - code), asked


def _let_in(react: Callable[[int, FrameType | None], None] | signal.Handlers) -> None:
    for number in STOPS:
        signal.signal(number, react)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, STOPS)
