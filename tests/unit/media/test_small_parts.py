"""Ring, key frames, VP8: the small parts of forwarding."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from media.sfu.keyframes import APART, KeyFrames
from media.sfu.packet import Rtp
from media.sfu.ring import SIZE, Ring
from media.sfu.vp8 import starts_key_frame


def packet(sequence: int) -> Rtp:
    return Rtp(0x80, 0, 96, sequence & 0xFFFF, 0, 1, b"")


@given(st.integers(0, 0xFFFF))
def test_a_ring_keeps_the_newest(first: int) -> None:
    ring = Ring()
    for step in range(SIZE + 10):
        ring.put(packet(first + step))
    assert ring.get((first + 9) & 0xFFFF) is None
    assert all(ring.get((first + step) & 0xFFFF) == packet(first + step) for step in range(10, SIZE + 10))


def test_a_picture_is_asked_for_only_when_somebody_wants_it() -> None:
    frames = KeyFrames()
    assert not frames.due(1.0)
    frames.want()
    assert frames.due(1.0) and not frames.due(9.0)


def test_many_wishes_at_once_are_one() -> None:
    frames = KeyFrames()
    asked = 0
    for step in range(100):
        frames.want()
        asked += frames.due(1.0 + step / 100)
    assert asked == 4  # in a second, at most one in 0.3 s


def test_an_early_wish_is_not_forgotten() -> None:
    frames = KeyFrames()
    frames.want()
    frames.due(1.0)
    frames.want()
    assert not frames.due(1.0 + APART / 2) and frames.due(1.0 + APART)


@pytest.mark.parametrize(
    "payload", ["1000", "908010 00", "90808123 00", "90c01020 00", "90e0101122 00", "902022 00"]
)
def test_a_key_frame_is_known_behind_every_kind_of_descriptor(payload: str) -> None:
    data = bytes.fromhex(payload)
    assert starts_key_frame(data)
    assert not starts_key_frame(data[:-1] + b"\x01")  # another frame
    assert not starts_key_frame(bytes([data[0] & ~0x10]) + data[1:])  # not its first packet
    assert not starts_key_frame(data[:-1])  # cut off


@given(st.binary(max_size=12))
def test_no_payload_makes_it_stumble(payload: bytes) -> None:
    assert starts_key_frame(payload) in (True, False)
