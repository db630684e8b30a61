"""The numbers of one outgoing stream, whichever source feeds it.

To its receiver a stream is one sender for ever: its sequence has no holes but real losses, and its clock
goes on (RFC 3550 section 5.1).  So at each splice, to another source or after a pause, offsets are taken
anew, such that the first packet follows the last one sent.
"""

from media.sfu.serial import add16, add32, ahead16, ahead32

REMEMBERED = 0x4000  # packets behind the newest that still count as this source's; the circle has 65536


class Numbering:
    """Not told of packets it does not number; times are ``time.monotonic()``."""

    def __init__(self, rate: int, sequence: int, timestamp: int) -> None:
        """``rate``: ticks a second.  ``sequence`` should be below 2**15, so that the receiver's roll-over
        counter starts right if the first packets are lost (RFC 3711 section 3.3.1)."""
        self._rate = rate
        self._last, self._last_timestamp, self._last_at = sequence, timestamp, 0.0
        self._spliced = False
        self._shift = self._timestamp_shift = 0
        self._first = self._newest = 0  # of the source, since the splice

    def cut(self) -> None:
        """The next packet is of another source, or comes after a pause."""
        self._spliced = False

    @property
    def spliced(self) -> bool:
        """Whether packets flow: False from a cut to the next packet."""
        return self._spliced

    def place(self, sequence: int, timestamp: int, now: float) -> tuple[int, int] | None:
        """Sequence and timestamp to send a packet with; None for one from before the splice."""
        if not self._spliced:
            self._splice(sequence, timestamp, now)
        if ahead16(sequence, self._first) < 0:
            return None
        placed = add16(sequence, self._shift), add32(timestamp, self._timestamp_shift)
        if ahead16(sequence, self._newest) >= 0:
            self._advance(sequence, placed, now)
        return placed

    def origin(self, sequence: int) -> int | None:
        """The source's sequence behind one that was sent; None when it was not of this source."""
        source = add16(sequence, -self._shift)
        if not self._spliced or ahead16(source, self._newest) > 0 or ahead16(source, self._first) < 0:
            return None
        return source

    def timestamp(self, timestamp: int) -> int | None:
        """A source's time in this stream's, for sender reports; None while nothing flows."""
        return add32(timestamp, self._timestamp_shift) if self._spliced else None

    def _splice(self, sequence: int, timestamp: int, now: float) -> None:
        passed = max(1, round((now - self._last_at) * self._rate)) if self._last_at else 1
        self._shift = ahead16(add16(self._last, 1), sequence)
        self._timestamp_shift = ahead32(add32(self._last_timestamp, passed), timestamp)
        self._first = self._newest = sequence
        self._spliced = True

    def _advance(self, sequence: int, placed: tuple[int, int], now: float) -> None:
        self._newest = sequence
        self._last, self._last_timestamp = placed
        self._last_at = now
        if ahead16(sequence, self._first) > REMEMBERED:
            self._first = add16(sequence, -REMEMBERED)
