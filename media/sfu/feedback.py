"""RTCP that we send, as compound packets (RFC 3550 section 6.1): a report first, then the rest."""

import struct
from collections.abc import Sequence

from aiortc.rtp import (
    RTCP_PSFB_APP,
    RTCP_PSFB_PLI,
    RTCP_RTPFB,
    RTCP_RTPFB_NACK,
    RtcpPsfbPacket,
    RtcpReceiverInfo,
    RtcpRrPacket,
    RtcpSdesPacket,
    RtcpSenderInfo,
    RtcpSourceInfo,
    RtcpSrPacket,
    pack_remb_fci,
    pack_rtcp_packet,
)

from media.sfu.serial import ahead16

CNAME = 1  # item type of a source description, RFC 3550 section 6.5.1


def receiver_report(own: int, blocks: Sequence[RtcpReceiverInfo]) -> bytes:
    """RFC 3550 section 6.4.2; without blocks it only opens a compound packet."""
    return bytes(RtcpRrPacket(ssrc=own, reports=list(blocks)))


def nack(own: int, source: int, lost: Sequence[int]) -> bytes:
    """Send these again: RFC 4585 section 6.2.1.  ``lost`` in order, at least one.

    Written here because aiortc's own does not survive a list that wraps around.
    """
    body = struct.pack("!LL", own, source) + b"".join(struct.pack("!HH", *pair) for pair in _masks(lost))
    return receiver_report(own, ()) + pack_rtcp_packet(RTCP_RTPFB, RTCP_RTPFB_NACK, body)


def picture_loss(own: int, source: int) -> bytes:
    """Send a key frame: RFC 4585 section 6.3.1."""
    return receiver_report(own, ()) + bytes(RtcpPsfbPacket(fmt=RTCP_PSFB_PLI, ssrc=own, media_ssrc=source))


def bitrate_limit(own: int, bits: int, sources: Sequence[int]) -> bytes:
    """Send no more than ``bits`` a second: draft-alvestrand-rmcat-remb-03."""
    fci = pack_remb_fci(bits, list(sources))
    return bytes(RtcpPsfbPacket(fmt=RTCP_PSFB_APP, ssrc=own, media_ssrc=0, fci=fci))


def sender_report(ssrc: int, ntp: int, timestamp: int, packets: int, octets: int, name: str) -> bytes:
    """When ``timestamp`` was, by the sender's clock: RFC 3550 section 6.4.1, for lip sync."""
    info = RtcpSenderInfo(ntp, timestamp, packets & 0xFFFFFFFF, octets & 0xFFFFFFFF)
    source = RtcpSourceInfo(ssrc=ssrc, items=[(CNAME, name.encode())])
    return bytes(RtcpSrPacket(ssrc=ssrc, sender_info=info)) + bytes(RtcpSdesPacket(chunks=[source]))


def _masks(lost: Sequence[int]) -> list[tuple[int, int]]:
    """Packet ids, each with a bit mask of those among the 16 after it."""
    pairs: list[tuple[int, int]] = []
    for sequence in lost:
        distance = ahead16(sequence, pairs[-1][0]) if pairs else 0
        if pairs and 1 <= distance <= 16:
            pairs[-1] = pairs[-1][0], pairs[-1][1] | 1 << (distance - 1)
        else:
            pairs.append((sequence, 0))
    return pairs
