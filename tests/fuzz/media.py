"""Packets from a peer who has proved who he is and sends what he likes; no sockets."""

import asyncio
import struct
import time

from aiortc.rtp import RtcpReceiverInfo

from media.sfu import feedback, packet
from media.sfu.peer import Peer
from media.sfu.slot import Slot
from media.sfu.source import Source

KEY_FRAME, DELTA = b"\x10\x00", b"\x10\x01"  # VP8 payload descriptors and first bytes


def _rtp(kind: int, sequence: int, payload: bytes, first: int = 0x80) -> bytes:
    return packet.HEADER.pack(first, kind, sequence, 3000 * sequence & 0xFFFFFFFF, 77) + payload


PACKETS = (
    _rtp(96, 1, KEY_FRAME + b"x" * 40),
    _rtp(96 | packet.MARKER, 65535, DELTA + b"x" * 40),
    _rtp(111, 2, b"opus"),
    _rtp(96, 3, struct.pack("!HHI", 0xBEDE, 1, 5) + KEY_FRAME, first=0x90),
    _rtp(96, 4, b"\0" * 8 + KEY_FRAME + b"\x04", first=0xA2),
)
CONTROL = (
    feedback.receiver_report(5, [RtcpReceiverInfo(9, 0, 0, 1, 0, 0, 0)]),
    feedback.nack(5, 9, [1, 2, 3, 400]),
    feedback.picture_loss(5, 9),
    feedback.bitrate_limit(5, 300_000, [9]),
    feedback.sender_report(77, 1 << 63, 90_000, 3, 400, "mallory"),
)


class _Wire:
    """Takes everything and sends nothing."""

    def send(
        self, flags: int, marked_type: int, sequence: int, timestamp: int, ssrc: int, payload: bytes
    ) -> bool:
        packet.HEADER.pack(flags, marked_type, sequence, timestamp, ssrc)  # whatever goes out has to fit
        return True

    def send_rtcp(self, packets: bytes) -> bool:
        return True


async def _met() -> Peer:
    """Somebody who sends to himself: his packets go the whole way, and his wishes find what they ask for."""
    peer, wire = Peer("mallory", lambda *_: None), _Wire()
    for kind, payload_type, ssrc in (("video", 96, 9), ("audio", 111, 10)):
        source, slot = Source(kind, own=5), Slot(kind, "0", ssrc, payload_type)
        source.wire = wire
        slot.bind(source)
        slot.open(wire)
        peer.sources[kind] = peer._by_type[payload_type] = source
        peer._by_ssrc[ssrc] = slot
    return peer


_peer = asyncio.run(_met())


def forward(body: bytes) -> None:
    """One packet as it comes out of decryption."""
    _peer.on_rtp(body)
    _peer.tend(time.monotonic())


def control(body: bytes) -> None:
    _peer.on_rtcp(body)
    _peer.report(time.monotonic(), 300_000)
