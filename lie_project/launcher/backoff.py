"""How long to wait before a process that ended is started again."""

LONGEST = 30.0  # seconds
HEALTHY = 20.0  # seconds after which earlier ends are forgotten; a process that cannot run ends before that


class Backoff:
    """1, 2, 4 … 30 s."""

    def __init__(self) -> None:
        self._next = 1.0

    def after(self, lived: float) -> float:
        """Seconds to wait after a life of ``lived`` seconds."""
        if lived >= HEALTHY:
            self._next = 1.0
        delay = self._next
        self._next = min(2 * delay, LONGEST)
        return delay
