"""RTP packets as bytes."""

from aiortc.rtp import HeaderExtensionsMap, RtpPacket
from hypothesis import given
from hypothesis import strategies as st

from media.sfu.packet import HEADER, is_rtcp, read


@given(st.binary(max_size=80))
def test_no_bytes_make_the_reader_stumble(data: bytes) -> None:
    packet = read(data)
    assert packet is None or data.endswith(packet.payload)


@given(
    st.integers(0, 0xFFFF), st.integers(0, 0xFFFFFFFF), st.binary(max_size=50), st.lists(st.integers(0, 9))
)
def test_it_reads_what_aiortc_writes(sequence: int, timestamp: int, payload: bytes, csrc: list[int]) -> None:
    made = RtpPacket(97, 1, sequence, timestamp, 5, payload)
    made.csrc = csrc[:15]
    packet = read(made.serialize(HeaderExtensionsMap()))
    assert packet == (0x80, 0x80, 97, sequence, timestamp, 5, payload)


def test_header_extensions_are_left_out() -> None:
    data = HEADER.pack(0x90, 96, 1, 2, 3) + b"\xbe\xde\0\1\x10A\0\0" + b"picture"
    packet = read(data)
    assert packet and packet.flags == 0x80 and packet.payload == b"picture"


def test_a_packet_that_ends_in_its_extension_is_none() -> None:
    assert read(HEADER.pack(0x90, 96, 1, 2, 3) + b"\xbe\xde\0\x09\x10A\0\0") is None


def test_control_is_told_from_media_by_its_second_byte() -> None:
    assert is_rtcp(b"\x80\xc8") and is_rtcp(b"\x81\xcd")
    assert not is_rtcp(b"\x80\x60") and not is_rtcp(b"\x80\xe0") and not is_rtcp(b"\x80")
