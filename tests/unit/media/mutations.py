"""What went wrong on its way: a real browser's offer, damaged at random, and datagrams of anything."""

import random
from pathlib import Path

CHROMIUM = (Path(__file__).parent / "chromium.sdp").read_bytes().decode()

WORDS = (
    "m=application 9 UDP/DTLS/SCTP webrtc-datachannel",
    "m=audio 9 UDP/TLS/RTP/SAVPF 111",
    "m=video 99999999 RTP/AVP 0 8 96",
    "a=group:BUNDLE",
    "a=group:BUNDLE 0 0",
    "a=mid:",
    "a=mid:0",
    "a=ice-ufrag:" + "x" * 300,
    "a=ice-pwd",
    "a=setup:passive",
    "a=setup:holdconn",
    "a=fingerprint:md5 00:11",
    "a=fingerprint:sha-256",
    "a=rtpmap:96 VP8/0",
    "a=rtpmap:4294967296 opus/48000/2",
    "a=fmtp:7 apt=-1",
    "a=rtcp-fb:*",
    "a=ssrc:-1 cname:x",
    "a=ssrc:1",
    "a=extmap:0/0 urn:ietf:params:rtp-hdrext:sdes:mid",
    "a=candidate:1 1 udp 1 127.0.0.1 1 typ host",
    "a=rtcp:9 IN IP9 x",
    "c=IN IP4",
    "v=9" * 50,
    "a=ssrc-group:FID x y",
    "a=msid-semantic:",
    "\0",
    "é",
)


def mutated(chance: random.Random) -> str:
    """One to six wounds."""
    lines = CHROMIUM.split("\r\n")
    for _ in range(chance.randint(1, 6)):
        at = chance.randrange(len(lines))
        match chance.randrange(7):
            case 0:
                del lines[at : at + chance.randint(1, 5)]
            case 1:
                lines.insert(at, chance.choice(WORDS))
            case 2:
                lines[at] = chance.choice(WORDS)
            case 3:
                lines.insert(at, chance.choice(lines))
            case 4:
                lines[at] = lines[at][: chance.randint(0, len(lines[at]))]
            case 5:
                other = chance.randrange(len(lines))
                lines[at], lines[other] = lines[other], lines[at]
            case 6:
                place = chance.randint(0, len(lines[at]))
                lines[at] = lines[at][:place] + chr(chance.randrange(256)) + lines[at][place + 1 :]
        if not lines:
            return ""
    return chance.choice(["\r\n", "\r\n", "\n", "\r"]).join(lines)


def noise(chance: random.Random) -> bytes:
    """A datagram that looks like STUN, DTLS, RTP or nothing; now and then an empty one."""
    size = chance.choice([0, 1, 19, 20, 28, chance.randint(0, 1300)])
    body = bytearray(chance.randbytes(size))
    if size:
        body[0] = chance.choice([0, 1, 20, 22, 63, 128, 144, 191, 255])
    if size >= 20 and chance.random() < 0.3:  # STUN as far as its header goes: RFC 8489 section 5
        body[0:8] = bytes([chance.choice([0, 1]), 1]) + (size - 20).to_bytes(2) + bytes.fromhex("2112a442")
    return bytes(body)
