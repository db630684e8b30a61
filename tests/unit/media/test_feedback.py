"""RTCP that we send, read by another's reader."""

from aiortc.rtp import (
    RtcpPacket,
    RtcpPsfbPacket,
    RtcpReceiverInfo,
    RtcpRrPacket,
    RtcpRtpfbPacket,
    RtcpSdesPacket,
    RtcpSrPacket,
    unpack_remb_fci,
)
from hypothesis import given
from hypothesis import strategies as st

from media.sfu import feedback


@given(st.integers(0, 0xFFFF), st.sets(st.integers(0, 300), min_size=1, max_size=200))
def test_a_nack_names_all_that_is_lost_also_over_the_wrap(start: int, steps: set[int]) -> None:
    lost = [(start + step) & 0xFFFF for step in sorted(steps)]
    report, wish = RtcpPacket.parse(feedback.nack(1, 2, lost))
    assert isinstance(report, RtcpRrPacket) and isinstance(wish, RtcpRtpfbPacket)
    assert [number & 0xFFFF for number in wish.lost] == lost and wish.media_ssrc == 2


def test_a_wish_for_a_picture_names_its_stream() -> None:
    _, wish = RtcpPacket.parse(feedback.picture_loss(1, 2))
    assert isinstance(wish, RtcpPsfbPacket) and (wish.fmt, wish.ssrc, wish.media_ssrc) == (1, 1, 2)


def test_a_limit_names_its_streams() -> None:
    (limit,) = RtcpPacket.parse(feedback.bitrate_limit(1, 250_000, [7, 8]))
    assert isinstance(limit, RtcpPsfbPacket) and unpack_remb_fci(limit.fci) == (250_000, [7, 8])


def test_a_sender_report_comes_with_a_name() -> None:
    report, description = RtcpPacket.parse(feedback.sender_report(5, 99, 7, 2**32 + 3, 4, "lie-5"))
    assert isinstance(report, RtcpSrPacket) and report.sender_info.packet_count == 3
    assert isinstance(description, RtcpSdesPacket) and description.chunks[0].items == [(1, b"lie-5")]


def test_a_receiver_report_keeps_its_blocks() -> None:
    block = RtcpReceiverInfo(9, 12, -3, 70_000, 5, 6, 7)
    (report,) = RtcpPacket.parse(feedback.receiver_report(1, [block]))
    assert isinstance(report, RtcpRrPacket) and report.reports == [block]
