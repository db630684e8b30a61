"""How often a sender may be asked for a fresh picture.

PLI: RFC 4585 section 6.3.1; FIR: RFC 5104 section 4.3.1.
A key frame is ten times the size of others: nine viewers who lose a packet at once must cost one of them.
"""

APART = 0.3  # seconds


class KeyFrames:
    """Remembers a wish that comes too early, until its time; times are ``time.monotonic()``."""

    def __init__(self) -> None:
        self._asked = -APART
        self._wanted = False

    def want(self) -> None:
        """Somebody needs a fresh picture."""
        self._wanted = True

    def due(self, now: float) -> bool:
        """Whether to ask now; when True, that counts as asked."""
        if not self._wanted or now - self._asked < APART:
            return False
        self._asked, self._wanted = now, False
        return True
