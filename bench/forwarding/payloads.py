"""What cameras and microphones send, encoded once: a loop of some seconds that begins with a key frame."""

import random
from dataclasses import dataclass
from fractions import Fraction
from functools import cache

import av
from aiortc import RTCRtpCodecParameters
from aiortc.codecs import get_encoder

SECONDS = 4
NOISE = 9  # spots on a picture: with them the encoder keeps to about its bits
PTIME = 40  # ms of sound in a packet, as media.sfu.answers asks of browsers


@dataclass(frozen=True)
class Load:
    """One camera and one microphone."""

    name: str
    width: int
    height: int
    rate: int  # pictures a second
    bits: int  # of video a second


LOADS = {
    "vga": Load("vga", 640, 480, 20, 470_000),
    "qvga": Load("qvga", 320, 240, 15, 152_000),
}


@dataclass(frozen=True)
class Packet:
    """One packet of a loop: when it goes out, in seconds, and what is in it."""

    at: float
    kind: str
    timestamp: int
    marker: bool
    payload: bytes


@cache
def loop(name: str) -> tuple[Packet, ...]:
    """All packets of ``SECONDS``, in order of time."""
    return tuple(sorted([*_video(LOADS[name]), *_audio()], key=lambda packet: packet.at))


def _video(load: Load) -> list[Packet]:
    encoder = get_encoder(RTCRtpCodecParameters(mimeType="video/VP8", clockRate=90_000, payloadType=96))
    encoder.target_bitrate = load.bits  # type: ignore[attr-defined]
    packets: list[Packet] = []
    for number in range(load.rate * SECONDS):
        frame = _picture(load, number)
        payloads, _ = encoder.encode(frame, force_keyframe=number == 0)
        at, timestamp = number / load.rate, number * 90_000 // load.rate
        packets += [Packet(at, "video", timestamp, piece is payloads[-1], piece) for piece in payloads]
    return packets


def _picture(load: Load, number: int) -> "av.VideoFrame":
    """Bars that move, under noise: something to encode, at about the bits of a face."""
    chance = random.Random(number)
    frame = av.VideoFrame(load.width, load.height, "yuv420p")
    for index, plane in enumerate(frame.planes):
        row = bytes((x * 3 + number * 4 * (index + 1)) & 0xFF for x in range(plane.line_size))
        lines = [bytearray(row) for _ in range(plane.height)]
        for _ in range(NOISE):
            line, at = chance.choice(lines), chance.randrange(plane.line_size - 24)
            line[at : at + 24] = chance.randbytes(24)
        plane.update(b"".join(lines))
    frame.pts = number * 90_000 // load.rate
    frame.time_base = Fraction(1, 90_000)
    return frame


def _audio() -> list[Packet]:
    chance = random.Random(1)
    return [
        Packet(step * PTIME / 1000, "audio", step * 48 * PTIME, step == 0, b"\x78" + chance.randbytes(120))
        for step in range(SECONDS * 1000 // PTIME)
    ]
