"""What a long-lived process holds of memory that it does not use, and how it gives it back.

Two things grow for hours although no object is leaked.  Python's collector looks at its oldest generation
only when that has grown by a quarter; until then what connections and errors leave behind in cycles waits
there.  And what is freed lies in holes between what is in use: glibc returns by itself only the heap's end.
"""

import ctypes
import gc
import threading
from collections.abc import Callable

EVERY = 60.0  # seconds


def settle() -> None:
    """At the end of a start: what is loaded stays.  To look at all of it again and again takes the collector
    some 50 ms each time, in which nothing else moves."""
    gc.collect()
    gc.freeze()


def give_back() -> None:
    """Free what nobody can reach any more, and return free pages to the system (``malloc_trim(3)``).

    Without glibc the second is the allocator's own business."""
    gc.collect()
    if _trim is not None:
        _trim(0)  # without the interpreter's lock


def keep_giving_back() -> None:
    """Have a thread do so every minute, as long as the process lives."""

    def run() -> None:
        while not pause.wait(EVERY):
            give_back()

    pause = threading.Event()
    threading.Thread(target=run, name="memory", daemon=True).start()


def _found() -> Callable[[int], int] | None:
    try:
        trim: Callable[[int], int] = ctypes.CDLL(None).malloc_trim
    except (AttributeError, OSError):
        return None
    return trim


_trim = _found()
