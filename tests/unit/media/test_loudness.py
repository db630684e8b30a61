"""Who speaks, told from what browsers say of their own loudness."""

import struct

from media.sfu.loudness import Meter, Speaker, level

HEAD = bytes(12)


def sound(*elements: bytes, profile: int = 0xBEDE) -> bytes:
    """A packet with these header extensions."""
    body = b"".join(elements)
    body += bytes(-len(body) % 4)
    return b"\x90" + HEAD[1:] + struct.pack("!HH", profile, len(body) // 4) + body + b"opus"


def test_a_level_is_read_from_its_element_alone() -> None:
    packet = sound(b"\x12abc", b"\0", b"\x20" + bytes([0x80 | 30]))
    assert level(packet, 2) == 30
    assert level(packet, 3) is None


def test_a_packet_that_is_cut_off_or_says_nothing_has_no_level() -> None:
    whole = sound(b"\x20\x1e")
    assert all(level(whole[:size], 2) is None for size in range(17))
    assert level(b"\x80" + HEAD[1:] + b"opus", 2) is None
    assert level(sound(b"\x20\x1e", profile=0x1000), 2) is None


def test_who_is_loudest_twice_in_a_row_is_the_speaker() -> None:
    speaker = Speaker()
    assert not speaker.look({"ann": 30.0, "bob": 90.0})
    assert speaker.look({"ann": 28.0, "bob": 40.0})
    assert speaker.now == "ann"


def test_a_cough_takes_the_floor_from_nobody() -> None:
    speaker = Speaker()
    for _ in range(2):
        speaker.look({"ann": 30.0, "bob": 90.0})
    assert not speaker.look({"ann": 30.0, "bob": 10.0})
    assert not speaker.look({"ann": 30.0, "bob": 90.0})
    assert speaker.now == "ann"


def test_after_three_quiet_looks_nobody_speaks() -> None:
    speaker = Speaker()
    for _ in range(2):
        speaker.look({"ann": 30.0})
    assert [speaker.look({"ann": 127.0}) for _ in range(4)] == [False, False, True, False]
    assert speaker.now == ""


def test_a_meter_gives_the_mean_once() -> None:
    meter = Meter()
    for each in (20, 40):
        meter.note(each)
    assert (meter.take(), meter.take()) == (30.0, 127.0)
