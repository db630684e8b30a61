"""One browser: its connection, what it sends, and the slots that it receives in."""

import contextlib
import logging
import struct
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from aiortc import RTCBundlePolicy, RTCConfiguration, RTCPeerConnection, RTCRtpSender, RTCSessionDescription
from aiortc.rtp import (
    RTCP_PSFB_APP,
    RTCP_PSFB_FIR,
    RTCP_PSFB_PLI,
    RTCP_RTPFB_NACK,
    RtcpPacket,
    RtcpPsfbPacket,
    RtcpRrPacket,
    RtcpRtpfbPacket,
    RtcpSrPacket,
    unpack_remb_fci,
)

from media.sfu import answers, feedback, packet, patches
from media.sfu.losses import Losses
from media.sfu.loudness import Meter, level
from media.sfu.offers import CODECS, BadOffer, Fault, Offer
from media.sfu.slot import Slot
from media.sfu.source import Source
from media.sfu.wire import Wire

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Pair:
    """Where one other player is heard and seen."""

    audio: Slot
    video: Slot

    def bind(self, sources: "dict[str, Source]") -> None:
        """To a player's sources; an empty dictionary frees the pair."""
        self.audio.bind(sources.get("audio"))
        self.video.bind(sources.get("video"))


class Peer:
    """Made by ``answered``; ``on_state`` hears "connected", then "closed" or "failed", each once at most."""

    def __init__(self, player: str, on_state: "Callable[[Peer, str], None]") -> None:
        self.player = player
        self.sources: dict[str, Source] = {}  # by kind
        self.pairs: list[Pair] = []
        self.wire: Wire | None = None
        self.ended = False
        self.made = time.monotonic()
        patches.shut_out_strangers()
        self._connection = RTCPeerConnection(
            # Without a list of our own aiortc would ask a public STUN server for our address.
            RTCConfiguration(iceServers=[], bundlePolicy=RTCBundlePolicy.MAX_BUNDLE)
        )
        self._connection.on("connectionstatechange", self._on_connection_state)
        self._on_state = on_state
        self._by_type: dict[int, Source] = {}  # payload type -> source
        self._by_ssrc: dict[int, Slot] = {}
        self._level_id = 0
        self.meter = Meter()
        self._own = 0
        self.believed: int | None = None  # bits a second that the browser believes can come
        self.losses = Losses()
        self._octets = 0  # as last taken

    async def answer(self, offer: Offer) -> str:
        """Negotiate; gives the answer.  Raises BadOffer."""
        connection = self._connection
        for section in offer.sections:
            direction = "recvonly" if section.publishes else "sendonly"
            transceiver = connection.addTransceiver(section.kind, direction=direction)
            transceiver.setCodecPreferences(_preferred(section.kind))
            patches.silence(transceiver)
        try:
            await connection.setRemoteDescription(RTCSessionDescription(offer.sdp, "offer"))
            await connection.setLocalDescription(await connection.createAnswer())
        except Exception as error:  # what the guard has let through and aiortc can't work with
            logger.info("offer not taken: %s", type(error).__name__)
            raise BadOffer(Fault.NOT_SDP) from None
        text = connection.localDescription.sdp
        if "a=candidate" not in text:  # no port could be bound; what has no address can't be reached
            raise BadOffer(Fault.NO_PORT)
        self._adopt(answers.agreed(text, offer.sections))
        return patches.announced(answers.for_browser(text))

    async def close(self) -> None:
        """Leave: sources end, slots are free, the connection says goodbye."""
        self.ended = True
        for source in self.sources.values():
            source.end()
        for pair in self.pairs:
            pair.bind({})
        await self._connection.close()

    def give_up(self) -> None:
        """He has not come: count him as lost."""
        if not self.ended:
            self.ended = True
            self._on_state(self, "failed")

    def tend(self, now: float) -> None:
        """Several times a second."""
        for source in self.sources.values():
            source.tend(now)

    def report(self, now: float, limit: int) -> None:
        """Once a second: how we receive this peer, and the bits a second that he may send.

        Something goes to everybody, so that a browser can tell a silent room from a dead server."""
        if self.wire is None:
            return
        blocks = [block for source in self.sources.values() if (block := source.block(now))]
        packets = feedback.receiver_report(self._own, blocks)
        if blocks:
            packets += feedback.bitrate_limit(self._own, limit, [block.ssrc for block in blocks])
        self.wire.send_rtcp(packets)

    def take_sent(self) -> int:
        """Octets sent to this browser since the last time."""
        before, self._octets = self._octets, sum(slot.octets for slot in self._by_ssrc.values())
        return self._octets - before

    def on_rtp(self, data: bytes) -> None:
        """``wire.Ears``"""
        read = packet.read(data)
        source = self._by_type.get(read.payload_type) if read else None
        if read and source:
            source.take(read, time.monotonic())
            if source.kind == "audio" and (loud := level(data, self._level_id)) is not None:
                self.meter.note(loud)

    def on_rtcp(self, packets: bytes) -> None:
        """``wire.Ears``"""
        try:
            parsed = RtcpPacket.parse(packets)
        except Exception:  # authentic, but made by software that we know nothing of
            return
        for each in parsed:
            self._on_control(each)

    def _on_control(self, control: Any) -> None:
        if isinstance(control, RtcpSrPacket | RtcpRrPacket):
            for block in control.reports:
                if block.ssrc in self._by_ssrc:
                    self.losses.note(block.ssrc, block.highest_sequence, block.packets_lost)
        if isinstance(control, RtcpSrPacket):
            info = control.sender_info
            for source in self.sources.values():
                if source.ssrc == control.ssrc:
                    source.on_sender_report(info.ntp_timestamp, info.rtp_timestamp, time.monotonic())
        elif isinstance(control, RtcpRtpfbPacket) and control.fmt == RTCP_RTPFB_NACK:
            if slot := self._by_ssrc.get(control.media_ssrc):
                slot.repeat(control.lost)
        elif isinstance(control, RtcpPsfbPacket) and control.fmt in (RTCP_PSFB_PLI, RTCP_PSFB_FIR):
            self._refresh(control)
        elif isinstance(control, RtcpPsfbPacket) and control.fmt == RTCP_PSFB_APP:
            with contextlib.suppress(ValueError, struct.error):  # another use of this type
                self.believed, _ = unpack_remb_fci(control.fci)

    def _refresh(self, control: RtcpPsfbPacket) -> None:
        """A FIR names its streams in its entries: RFC 5104 section 4.3.1.1."""
        named = [control.media_ssrc]
        if control.fmt == RTCP_PSFB_FIR:
            named += [int.from_bytes(control.fci[at : at + 4]) for at in range(0, len(control.fci) - 7, 8)]
        for ssrc in named:
            slot = self._by_ssrc.get(ssrc)
            if slot is not None and slot.source is not None:
                slot.source.refresh()

    def _adopt(self, sections: list[answers.Agreed]) -> None:
        slots: dict[str, list[Slot]] = {"audio": [], "video": []}
        self._own = sections[0].ssrc
        for agreed in sections:
            kind = agreed.section.kind
            if agreed.section.publishes:
                self.sources[kind] = self._by_type[agreed.payload_type] = Source(kind, self._own)
                self._level_id = agreed.level_id if kind == "audio" else self._level_id
            else:
                slot = Slot(kind, agreed.section.mid, agreed.ssrc, agreed.payload_type)
                slots[kind].append(slot)
                self._by_ssrc[agreed.ssrc] = slot
        self.pairs = [Pair(*both) for both in zip(slots["audio"], slots["video"], strict=False)]

    def _on_connection_state(self) -> None:
        state = self._connection.connectionState
        if state == "connected" and self.wire is None:
            self.wire = patches.open_wire(self._connection, self)
            for source in self.sources.values():
                source.wire = self.wire
            for slot in self._by_ssrc.values():
                slot.open(self.wire)
            self._on_state(self, state)
        elif state in ("closed", "failed") and not self.ended:
            self.ended = True
            self._on_state(self, state)


def _preferred(kind: str) -> list[Any]:
    """One codec each, and no retransmission stream: then lost packets come again as themselves."""
    wanted = RTCRtpSender.getCapabilities(kind).codecs
    return [codec for codec in wanted if codec.mimeType.lower() == CODECS[kind]]
