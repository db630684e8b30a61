"""One stream to one receiver, negotiated once and lent to one source after the other.

Bound again on the server alone: its receiver sees one sender with numbers that go on (``numbering``), and a
picture that stands still until the new source's key frame.
"""

import random
import time
from typing import Protocol

from media.sfu.feedback import sender_report
from media.sfu.numbering import Numbering
from media.sfu.packet import Rtp
from media.sfu.ring import Ring
from media.sfu.vp8 import starts_key_frame
from media.sfu.wire import Wire

AGAIN = 0.3  # octets that may be sent again for each that was sent: enough where a fifth is lost
SAVED = 24 * 1024  # octets that may be sent again at once, after a time without losses
RATES = {"audio": 48_000, "video": 90_000}  # ticks a second: RFC 7587 section 4.1, RFC 7741 section 4.1


class Feed(Protocol):
    """What a slot knows of its source."""

    slots: "list[Slot]"
    ring: Ring | None

    def refresh(self) -> None:
        """A fresh picture is needed."""


class Slot:
    """The way out of one m-section; ``source`` decides what flows."""

    def __init__(self, kind: str, mid: str, ssrc: int, payload_type: int) -> None:
        self.kind, self.mid, self.ssrc = kind, mid, ssrc
        self.source: Feed | None = None
        self.wire: Wire | None = None  # None until its peer is connected
        self.paused = False  # by its receiver: a hidden tile
        self.packets = self.octets = self.repeated = 0
        self._payload_type = payload_type
        self._again = 0  # of the octets
        self._allowed, self._earned = float(SAVED), 0
        self._numbers = Numbering(RATES[kind], random.randrange(1, 0x4000), random.getrandbits(32))

    def bind(self, source: Feed | None) -> None:
        """From now on this source, or nobody."""
        if source is self.source:
            return
        if self.source is not None:
            self.source.slots.remove(self)
        self.source = source
        self._numbers.cut()
        if source is not None:
            source.slots.append(self)
            source.refresh()

    def open(self, wire: Wire) -> None:
        """The peer is connected."""
        self.wire = wire
        if self.source is not None:
            self.source.refresh()

    def pause(self, paused: bool) -> None:
        if paused == self.paused:
            return
        self.paused = paused
        self.cut()
        if self.source is not None and not paused:
            self.source.refresh()

    def cut(self) -> None:
        """What comes next does not follow what was: after a pause, a closed floor, another sender."""
        self._numbers.cut()

    @property
    def hungry(self) -> bool:
        """Waits for a key frame, since nothing before one could be shown."""
        return self.kind == "video" and not (self.paused or self.wire is None or self._numbers.spliced)

    def forward(self, packet: Rtp, now: float) -> None:
        """Hand on a packet of the source."""
        wire, numbers = self.wire, self._numbers
        if wire is None or self.paused:
            return
        marker = packet.marker
        if not numbers.spliced:
            if self.kind == "video" and not starts_key_frame(packet.payload):
                return
            if self.kind == "audio":
                marker = 0x80  # first of a talk spurt: RFC 3551 section 4.1
        placed = numbers.place(packet.sequence, packet.timestamp, now)
        if placed is not None and wire.send(
            packet.flags, marker | self._payload_type, *placed, self.ssrc, packet.payload
        ):
            self.packets += 1
            self.octets += len(packet.payload)

    def repeat(self, lost: list[int]) -> None:
        """The receiver's NACK: the same packets again, where the source still has them.

        Only so many: a line that loses packets because it is full would otherwise get several times of what
        it can't carry."""
        if self.source is None or self.source.ring is None or self.paused:
            return
        now = time.monotonic()
        fresh = self.octets - self._again
        self._allowed, self._earned = min(SAVED, self._allowed + AGAIN * (fresh - self._earned)), fresh
        for sequence in lost:
            origin = self._numbers.origin(sequence & 0xFFFF)
            packet = self.source.ring.get(origin) if origin is not None else None
            if packet is not None and len(packet.payload) <= self._allowed:
                self.forward(packet, now)
                self.repeated += 1
                self._again += len(packet.payload)
                self._allowed -= len(packet.payload)

    def report(self, ntp: int, timestamp: int) -> None:
        """The source's sender report, in this stream's time."""
        translated = self._numbers.timestamp(timestamp)
        if self.wire is not None and translated is not None and not self.paused:
            name = f"lie-{self.ssrc}"
            self.wire.send_rtcp(sender_report(self.ssrc, ntp, translated, self.packets, self.octets, name))
