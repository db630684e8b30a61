"""RTP packets as bytes: reading what comes, the header of what goes (RFC 3550 section 5.1)."""

import struct
from typing import NamedTuple

HEADER = struct.Struct("!BBHII")  # V P X CC | M PT | sequence | timestamp | SSRC
LARGEST = 1500  # bytes; more than any path carries in one piece
_EXTENSION = struct.Struct("!HH")

VERSION = 0x80
PADDING = 0x20
MARKER = 0x80


class Rtp(NamedTuple):
    """One packet without its contributing sources and header extensions, which are not forwarded."""

    flags: int  # version and padding bit: first byte of what goes out
    marker: int  # 0 or MARKER
    payload_type: int
    sequence: int
    timestamp: int
    ssrc: int
    payload: bytes  # with its padding, if any


def read(packet: bytes) -> Rtp | None:
    """Take a packet apart; None when it is none or is cut off."""
    if len(packet) < HEADER.size:
        return None
    first, second, sequence, timestamp, ssrc = HEADER.unpack_from(packet)
    start = HEADER.size + 4 * (first & 0x0F)
    if first & 0x10:
        if len(packet) < start + 4:
            return None
        start += 4 + 4 * _EXTENSION.unpack_from(packet, start)[1]
    if first >> 6 != 2 or start > len(packet):
        return None
    return Rtp(
        first & (0xC0 | PADDING),
        second & MARKER,
        second & 0x7F,
        sequence,
        timestamp,
        ssrc,
        packet[start:],
    )


def is_rtcp(datagram: bytes) -> bool:
    """Control or media?  Told by the second byte (RFC 5761 section 4)."""
    return len(datagram) > 1 and 192 <= datagram[1] <= 223
