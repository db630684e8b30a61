"""Events that came back because no queue takes them, as this process has seen it.

Such an event stays unpublished, so the relay of the clock meets it again every moment; the clock's own
memory is all that is needed, and it empties itself when the relay meets it no more.
"""

import threading
import time

REMEMBERED = 5.0  # seconds; the relay comes by twice a second
MOST = 1000  # they tell enough

_lock = threading.Lock()
_seen: dict[int | str, float] = {}


def note_unrouted(what: int | str) -> None:
    """An event came back: its position in the log, or its type.  Any thread may call; never waits."""
    with _lock:
        if len(_seen) >= MOST:
            _seen.clear()  # a process in which nobody asks
        _seen[what] = time.monotonic()


def unrouted() -> list[int | str]:
    """What came back within the last seconds."""
    old = time.monotonic() - REMEMBERED
    with _lock:
        for what in [what for what, at in _seen.items() if at < old]:
            del _seen[what]
        return list(_seen)
