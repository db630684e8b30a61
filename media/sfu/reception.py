"""What of a source has arrived: the holes to ask for, and the figures of a receiver report.

Statistics are those of RFC 3550 section 6.4.1 with the algorithms of its appendix A.1, A.3 and A.8; asking
again is a generic NACK (RFC 4585 section 6.2.1).
"""

from media.sfu.serial import add16, ahead16, ahead32

AGAIN = 0.1  # seconds between two NACKs for one packet
TRIES = 5
WIDE = 200  # missing packets in a row: a fresh picture is cheaper than all of them
RESTART = 3000  # RFC 3550 A.1, MAX_DROPOUT: the sender has begun anew


class Reception:
    """One SSRC; times are ``time.monotonic()``."""

    def __init__(self, rate: int) -> None:
        self._rate = rate
        self.newest: int | None = None
        self._first = self._cycles = self._received = 0
        self._missing: dict[int, tuple[int, float]] = {}  # sequence -> (times asked, ask again at)
        self._jitter = 0.0
        self._transit: int | None = None
        self._reported = (0, 0)  # (expected, received) at the last report

    def take(self, sequence: int, timestamp: int, now: float) -> bool:
        """Note a packet; True when the hole before it is too wide to be mended."""
        self._received += 1
        self._measure(timestamp, now)
        if self.newest is None:
            self._first = self.newest = sequence
            return False
        step = ahead16(sequence, self.newest)
        if step <= 0:
            self._missing.pop(sequence, None)
            return False
        wide = step > WIDE
        if wide:
            self._missing.clear()
        else:
            for lost in range(1, step):
                self._missing[add16(self.newest, lost)] = (0, now)
        if step > RESTART:
            self._begin_anew(sequence)
        elif sequence < self.newest:
            self._cycles += 1 << 16
        self.newest = sequence
        return wide

    def to_ask(self, now: float) -> list[int]:
        """Packets to be asked for now, oldest first; each a few times, then it is given up."""
        due = [sequence for sequence, (_, at) in self._missing.items() if at <= now]
        for sequence in due:
            tries = self._missing[sequence][0] + 1
            if tries > TRIES:
                del self._missing[sequence]
            else:
                self._missing[sequence] = (tries, now + AGAIN)
        return [sequence for sequence in due if sequence in self._missing]

    @property
    def jitter(self) -> int:
        """Ticks of the media clock."""
        return int(self._jitter)

    @property
    def highest(self) -> int:
        """Extended highest sequence."""
        return (self._cycles + (self.newest or 0)) & 0xFFFFFFFF

    def report(self) -> tuple[int, int]:
        """(fraction lost since the last report in 1/256, packets lost in all), and begin the next."""
        expected = self._cycles + (self.newest or 0) - self._first + 1
        wanted, got = expected - self._reported[0], self._received - self._reported[1]
        self._reported = (expected, self._received)
        lost = max(0, wanted - got)
        fraction = min(255, lost * 256 // wanted) if wanted > 0 else 0
        return fraction, max(-0x800000, min(0x7FFFFF, expected - self._received))

    def _measure(self, timestamp: int, now: float) -> None:
        transit = (int(now * self._rate) - timestamp) & 0xFFFFFFFF
        if self._transit is not None:
            self._jitter += (abs(ahead32(transit, self._transit)) - self._jitter) / 16
        self._transit = transit

    def _begin_anew(self, sequence: int) -> None:
        self._first, self._cycles, self._received = sequence, 0, 1
        self._reported = (0, 0)
