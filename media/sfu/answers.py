"""Our answer: what was agreed for each section, and the text that the browser gets."""

import re
from collections import Counter
from dataclasses import dataclass

from aiortc import sdp

from media.sfu.offers import Section

PTIME = 40  # ms of sound in a packet: 25 packets a second instead of 50, at 20 ms more delay
LEVEL = "urn:ietf:params:rtp-hdrext:ssrc-audio-level"  # RFC 6464
_FMTP = f"a=fmtp:%d minptime=10;useinbandfec=1;usedtx=1\r\na=ptime:{PTIME}\r\n"


@dataclass(frozen=True)
class Agreed:
    """One section as it was negotiated."""

    section: Section
    ssrc: int  # ours: of the stream that we send in it, or that we report with
    payload_type: int
    level_id: int = 0  # of the header extension that says how loud a packet is; 0: there is none


def agreed(text: str, sections: tuple[Section, ...]) -> list[Agreed]:
    """Numbers of each section from aiortc's own answer."""
    media = sdp.SessionDescription.parse(text).media
    return [
        Agreed(section, answer.ssrc[0].ssrc, answer.rtp.codecs[0].payloadType or 0, _level_id(answer))
        for section, answer in zip(sections, media, strict=True)
    ]


def _level_id(answer: sdp.MediaDescription) -> int:
    return next((each.id for each in answer.rtp.headerExtensions if each.uri == LEVEL), 0)


def for_browser(text: str) -> str:
    """aiortc's answer as the browser gets it.

    Each slot is a media stream of its own: a browser keeps lips in step within one, and can do so for one
    pair.  Sound comes in larger packets, with forward error correction and silence left out (RFC 7587).
    """
    head, *sections = re.split(r"(?m)^(?=m=)", text)
    pairs: Counter[str] = Counter()
    rewritten = []
    for section in sections:
        kind = section[2:7]  # "audio" or "video"
        if "a=sendonly\r\n" in section:
            pairs[kind] += 1
        rewritten.append(_rewritten(section, f"slot{pairs[kind]} {kind}{pairs[kind]}"))
    return head + "".join(rewritten)


def _rewritten(section: str, stream: str) -> str:
    section = re.sub(r"(?m)^a=msid:.*$", f"a=msid:{stream}\r", section)
    opus = re.search(r"(?mi)^a=rtpmap:(\d+) opus/.*\r\n", section)
    if opus is not None:
        section = section.replace(opus[0], opus[0] + _FMTP % int(opus[1]), 1)
    return section
