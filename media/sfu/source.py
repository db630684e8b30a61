"""One stream from one sender: what of it arrived, and to which slots it goes."""

from aiortc.rtp import RtcpReceiverInfo

from media.sfu import feedback
from media.sfu.keyframes import KeyFrames
from media.sfu.packet import Rtp
from media.sfu.reception import Reception
from media.sfu.ring import Ring
from media.sfu.slot import RATES, Slot
from media.sfu.wire import Wire

MOST = {"audio": 150, "video": 800}  # packets a second that are handed on; a camera sends 100 to 200


class Source:
    """A player's microphone or camera.  Times are ``time.monotonic()``."""

    def __init__(self, kind: str, own: int) -> None:
        """``own``: the SSRC that we speak to the sender with."""
        self.kind = kind
        self.slots: list[Slot] = []
        self.ring = Ring() if kind == "video" else None
        self.wire: Wire | None = None
        self.packets = 0
        self._own = own
        self._since, self._count = 0.0, 0
        self._open = True
        self._ssrc: int | None = None
        self._reception = Reception(RATES[kind])
        self._key_frames = KeyFrames()
        self._heard = (0, 0.0)  # middle of the last sender report's NTP time, and when it came

    @property
    def open(self) -> bool:
        """Whether anything of it leaves the server: the floor, and the player's own mute."""
        return self._open

    @open.setter
    def open(self, open: bool) -> None:
        if open == self._open:
            return
        self._open = open
        for slot in self.slots:
            slot.cut()
        if open:
            self.refresh()

    def take(self, packet: Rtp, now: float) -> None:
        """A packet has come from the sender: hand it on."""
        if packet.ssrc != self._ssrc:
            self._begin(packet.ssrc)
        if now - self._since > 1:
            self._since, self._count = now, 0
        self._count += 1
        if self._count > MOST[self.kind]:
            return
        self.packets += 1
        wide = self._reception.take(packet.sequence, packet.timestamp, now)
        if self.ring is not None:
            self.ring.put(packet)
            if wide:
                self.refresh()
        if self._open:
            for slot in self.slots:
                slot.forward(packet, now)

    def on_sender_report(self, ntp: int, timestamp: int, now: float) -> None:
        """RFC 3550 section 6.4.1: pass the sender's clock on to all who receive him."""
        self._heard = ((ntp >> 16) & 0xFFFFFFFF, now)
        if self._open:
            for slot in self.slots:
                slot.report(ntp, timestamp)

    def refresh(self) -> None:
        """Somebody needs a fresh picture."""
        if self.kind == "video":
            self._key_frames.want()

    def tend(self, now: float) -> None:
        """Several times a second: ask the sender for what is missing."""
        if self.wire is None or self._ssrc is None or self.ring is None:
            return
        lost = self._reception.to_ask(now)
        if lost:
            self.wire.send_rtcp(feedback.nack(self._own, self._ssrc, lost))
        if not self._open:
            return
        if any(slot.hungry for slot in self.slots):
            self._key_frames.want()
        if self._key_frames.due(now):
            self.wire.send_rtcp(feedback.picture_loss(self._own, self._ssrc))

    def block(self, now: float) -> RtcpReceiverInfo | None:
        """What the sender is told of his stream: RFC 3550 section 6.4.1; None before it flows."""
        if self._ssrc is None:
            return None
        fraction, lost = self._reception.report()
        middle, at = self._heard
        return RtcpReceiverInfo(
            ssrc=self._ssrc,
            fraction_lost=fraction,
            packets_lost=lost,
            highest_sequence=self._reception.highest,
            jitter=self._reception.jitter,
            lsr=middle,
            dlsr=min(0xFFFFFFFF, int((now - at) * 65536)) if middle else 0,
        )

    @property
    def ssrc(self) -> int | None:
        return self._ssrc

    def end(self) -> None:
        """Nobody gets any more of it."""
        for slot in list(self.slots):
            slot.bind(None)

    def _begin(self, ssrc: int) -> None:
        """The sender has begun anew: another browser, or the same after a change of its own."""
        self._ssrc = ssrc
        self._reception = Reception(RATES[self.kind])
        if self.ring is not None:
            self.ring = Ring()
        for slot in self.slots:
            slot.cut()
        self.refresh()
