"""How much one receiver gets when his line is too thin: all pictures, one, sound alone, nothing.  Pure.

His browser says how many bits a second it believes can come (REMB, draft-alvestrand-rmcat-remb-03).  By
itself that says little: it sinks when a browser is busy or a picture has rested, and then lags for long.
Packets lost for good (RFC 3550 section 6.4.1) say little either: radio loses some on any line.  A line is
too thin when both say so, for some seconds in a row.

Up leads nothing but trying: what is not sent can't be measured.  A try that fails makes the next one wait
twice as long, so that a line which carries one picture and not two changes a few times and then stays.
"""

from enum import IntEnum

SHARE = 0.8  # of what is sent; a belief below it means that some does not come through
LOST = 0.05  # of the packets sent, after all that was repeated
STRIKES = 3  # bad seconds in a row until one rung is given up
REST = 10.0  # seconds on a rung until the one above is tried
LONGEST = 160.0
TRIAL = 20.0  # seconds in which a try can fail; after them what was learnt is forgotten


class Rung(IntEnum):
    """What is sent to somebody."""

    TEXT = 0  # neither sound nor pictures: he plays by the hints and the chat
    VOICE = 1
    FACE = 2  # sound of all, the picture of who speaks
    VIDEO = 3


class Ladder:
    """Of one receiver.  Times are ``time.monotonic()``."""

    def __init__(self) -> None:
        self.rung = Rung.VIDEO
        self._strikes = 0
        self._rest = REST
        self._since = 0.0  # when this rung was reached
        self._trying = False

    def look(self, believed: int | None, sent: int, lost: float, now: float) -> bool:
        """Once a second, with the bits a second that the browser believes in, None when it has said nothing
        new, those that went to it, and the share of packets lost.  True when the rung has changed."""
        if believed is not None:
            thin = lost >= LOST and believed < SHARE * sent
            self._strikes = self._strikes + 1 if thin else 0
        if self._strikes >= STRIKES and self.rung > Rung.TEXT:
            self._down(now)
            return True
        if self._trying and now - self._since >= TRIAL:
            self._trying, self._rest = False, REST
        if self.rung < Rung.VIDEO and now - self._since >= self._rest and not self._strikes:
            self._up(now)
            return True
        return False

    def _down(self, now: float) -> None:
        if self._trying:
            self._rest = min(LONGEST, 2 * self._rest)
        self._move(Rung(self.rung - 1), now, trying=False)

    def _up(self, now: float) -> None:
        self._move(Rung(self.rung + 1), now, trying=True)

    def _move(self, rung: Rung, now: float, *, trying: bool) -> None:
        self.rung, self._since, self._trying, self._strikes = rung, now, trying, 0
