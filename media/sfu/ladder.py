"""How much one receiver gets when his line is too thin: all pictures, one, sound alone, nothing.  Pure.

His browser says how many bits a second it believes can come (REMB, draft-alvestrand-rmcat-remb-03).  By
itself that says little: it sinks when a browser is busy or a picture has rested, and then lags for long.
Packets lost for good (``losses``) say little either: radio loses some on any line.  A line is too thin when
both say so, for some seconds in a row.

Up leads nothing but trying: what is not sent can't be measured.  A rung is left upwards when it has been seen
to hold.  A try that fails makes the next one wait twice as long, so that a line which carries one picture and
not two changes a few times and then stays.
"""

from enum import IntEnum

from media.sfu.losses import Report

SHARE = 0.8  # of what is sent; a belief below it means that some does not come through
LOST = 0.05  # of the packets sent, after all that was repeated
GARBLED = 0.3  # of sound alone, which is not repeated: what is left is not understood
STRIKES = 2.5  # bad seconds in a row until one rung is given up: three reports on pictures, one on sound
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
        self.since = 0.0  # when this rung was reached
        self._strikes = 0.0  # seconds
        self._rest = REST
        self._holds = self._trying = False

    def look(self, believed: int | None, sent: int, report: Report | None, now: float) -> bool:
        """Once a second, with the bits a second that the browser believes in, None when it has never said;
        those that went to it in this second; and what it has reported of its time on this rung, if it has.
        True when the rung has changed."""
        if report is not None:
            thin = self._is_thin(believed, sent, report.lost)
            self._strikes = self._strikes + report.seconds if thin else 0.0
            self._holds = not thin
        if self._strikes >= STRIKES and self.rung > Rung.TEXT:
            self._down(now)
            return True
        if self._trying and self._holds and now - self.since >= TRIAL:
            self._trying, self._rest = False, REST
        if self.rung < Rung.VIDEO and self._holds and now - self.since >= self._rest:
            self._up(now)
            return True
        return False

    def _is_thin(self, believed: int | None, sent: int, lost: float) -> bool:
        """Of sound a browser believes nothing, and what it has believed of pictures is out of date."""
        if self.rung == Rung.VOICE:
            return lost >= GARBLED
        return lost >= LOST and believed is not None and believed < SHARE * sent

    def _down(self, now: float) -> None:
        if self._trying:
            self._rest = min(LONGEST, 2 * self._rest)
        self._move(Rung(self.rung - 1), now, trying=False)

    def _up(self, now: float) -> None:
        self._move(Rung(self.rung + 1), now, trying=True)

    def _move(self, rung: Rung, now: float, *, trying: bool) -> None:
        self.rung, self.since, self._trying, self._strikes = rung, now, trying, 0.0
        self._holds = rung == Rung.TEXT  # nothing is sent that could be lost
