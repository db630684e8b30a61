"""Clients for tests: aiortc peers that send and receive raw packets, with real ICE, DTLS and SRTP."""

import asyncio
import random
import re
import struct
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from aiortc import (
    RTCBundlePolicy,
    RTCConfiguration,
    RTCPeerConnection,
    RTCRtpSender,
    RTCSessionDescription,
    sdp,
)
from aiortc.rtp import AnyRtcpPacket, RtcpPacket, RtcpPsfbPacket, RtcpRtpfbPacket, RtcpSrPacket

from media.sfu import feedback, packet, patches
from media.sfu.offers import CODECS
from media.sfu.packet import Rtp
from media.sfu.wire import Wire

PATIENCE = 60.0  # seconds
KEY_FRAME = bytes([0x10, 0x00])  # VP8: start of a frame, which is a key frame
DELTA = bytes([0x10, 0x01])
TYPES = {"audio": 111, "video": 96}  # payload types, as browsers number them


async def until(condition: Callable[[], object], patience: float = PATIENCE) -> None:
    """Wait for something that shall become true."""
    deadline = time.monotonic() + patience
    while not condition():
        assert time.monotonic() < deadline, "it never became true"
        await asyncio.sleep(0.005)


def renumbered(offer: str, own: Mapping[str, int]) -> str:
    """An offer with a browser's payload types in place of ``own``, by kind."""
    sections = re.split(r"(?m)^(?=m=)", offer)
    for at, section in enumerate(sections):
        for kind, number in own.items():
            if section.startswith(f"m={kind}"):
                named = re.compile(rf"(?m)^(m={kind} .*|a=(?:rtpmap|fmtp|rtcp-fb):){number}\b")
                sections[at] = named.sub(rf"\g<1>{TYPES[kind]}", section)
    return "".join(sections)


def body(packet: Rtp) -> tuple[str, int]:
    """(who, number) of a packet that a ``Client`` has made."""
    name, number = struct.unpack_from("!8sI", packet.payload, 2)
    return name.rstrip(b"\0").decode(), number


@dataclass
class Lossy:
    """A way out on which some packets are lost, by chance."""

    wire: Wire | None
    chance: random.Random
    share: float
    lost: list[int] = field(default_factory=list)  # sequences, as the receiver would name them

    def send(
        self, flags: int, marked_type: int, sequence: int, timestamp: int, ssrc: int, payload: bytes
    ) -> bool:
        assert self.wire
        if self.chance.random() < self.share:
            self.lost.append(sequence)
            return True
        return self.wire.send(flags, marked_type, sequence, timestamp, ssrc, payload)

    def send_rtcp(self, packets: bytes) -> bool:
        return True


@dataclass
class Client:
    """One player without a browser."""

    name: str
    slots: int = 3
    publishes: Sequence[str] = ("audio", "video")
    received: list[Rtp] = field(default_factory=list)
    control: list[AnyRtcpPacket] = field(default_factory=list)
    wire: Wire | None = None
    _sent: dict[tuple[str, int], tuple[int, int, bytes]] = field(default_factory=dict)

    async def offer(self) -> str:
        self.connection = RTCPeerConnection(
            RTCConfiguration(iceServers=[], bundlePolicy=RTCBundlePolicy.MAX_BUNDLE)
        )
        made.append(self)
        for kind in self.publishes:
            self._add(kind, "sendonly")
        for _ in range(self.slots):
            self._add("audio", "recvonly")
            self._add("video", "recvonly")
        await self.connection.setLocalDescription(await self.connection.createOffer())
        self._read_own(self.connection.localDescription.sdp)
        return self.connection.localDescription.sdp

    async def take(self, answer: str) -> None:
        """The server's answer; returns when connected."""
        media = sdp.SessionDescription.parse(answer).media
        self.server_port = media[0].port
        self.mids = {line.ssrc[0].ssrc: line.rtp.muxId for line in media}
        await self.connection.setRemoteDescription(RTCSessionDescription(answer, "answer"))
        await until(lambda: self.connection.connectionState == "connected")
        self.wire = patches.open_wire(self.connection, self)

    def say(self, kind: str, number: int, *, key: bool = False, eaten: bool = False) -> None:
        """Send packet ``number`` of a stream; ``eaten``: it never gets to the wire, until asked for."""
        ssrc, payload_type = self.own[kind]
        start = (KEY_FRAME if key else DELTA) if kind == "video" else b"\0\0"
        payload = start + struct.pack("!8sI", self.name.encode(), number) + bytes(40)
        self._sent[kind, number & 0xFFFF] = payload_type, number, payload
        if not eaten:
            self._put(kind, number)

    def ask_again(self, ssrc: int, sequences: list[int]) -> None:
        assert self.wire
        self.wire.send_rtcp(feedback.nack(1, ssrc, sequences))

    def ask_picture(self, ssrc: int) -> None:
        assert self.wire
        self.wire.send_rtcp(feedback.picture_loss(1, ssrc))

    def report_clock(self, kind: str, number: int) -> None:
        """A sender report for the time of packet ``number``."""
        assert self.wire
        rate = 960 if kind == "audio" else 3000
        self.wire.send_rtcp(feedback.sender_report(self.own[kind][0], 1 << 40, number * rate, 9, 9, "me"))

    def got(self, kind: str, who: str) -> list[int]:
        """Numbers of what came from somebody, in order of arrival."""
        mine = self.types[kind]
        return [body(p)[1] for p in self.received if p.payload_type == mine and body(p)[0] == who]

    def packets(self, kind: str) -> list[Rtp]:
        return [p for p in self.received if p.payload_type == self.types[kind]]

    def sequences(self, kind: str) -> set[int]:
        return {packet.sequence for packet in self.packets(kind)}

    def pictures_asked(self) -> int:
        return sum(isinstance(each, RtcpPsfbPacket) and each.fmt == 1 for each in self.control)

    def asked_again(self) -> list[int]:
        return [n for each in self.control if isinstance(each, RtcpRtpfbPacket) for n in each.lost]

    def sender_reports(self) -> list[RtcpSrPacket]:
        return [each for each in self.control if isinstance(each, RtcpSrPacket)]

    def ssrc_of(self, kind: str) -> int:
        return self.own[kind][0]

    async def close(self) -> None:
        await self.connection.close()

    def on_rtp(self, data: bytes) -> None:
        read = packet.read(data)
        assert read
        self.received.append(read)

    def on_rtcp(self, packets: bytes) -> None:
        for each in RtcpPacket.parse(packets):
            self.control.append(each)
            if isinstance(each, RtcpRtpfbPacket):
                for number in each.lost:
                    self._put("video", number)

    def _put(self, kind: str, number: int) -> None:
        assert self.wire
        payload_type, full, payload = self._sent[kind, number & 0xFFFF]
        rate = 960 if kind == "audio" else 3000
        self.wire.send(
            0x80, payload_type, full & 0xFFFF, (full * rate) & 0xFFFFFFFF, self.own[kind][0], payload
        )

    def _add(self, kind: str, direction: str) -> None:
        transceiver = self.connection.addTransceiver(kind, direction=direction)
        codecs = RTCRtpSender.getCapabilities(kind).codecs
        transceiver.setCodecPreferences([c for c in codecs if c.mimeType.lower() == CODECS[kind]])
        patches.silence(transceiver)

    def _read_own(self, text: str) -> None:
        media = sdp.SessionDescription.parse(text).media
        self.types = {line.kind: line.rtp.codecs[0].payloadType or 0 for line in media}
        self.own = {
            line.kind: (line.ssrc[0].ssrc, self.types[line.kind])
            for line in media
            if line.direction == "sendonly"
        }


made: list[Client] = []
"""All that have connections, to be closed after each test."""
