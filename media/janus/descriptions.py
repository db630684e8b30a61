"""SDP between a browser and Janus.

Janus reads no line that a browser has written: Janus 1.1.2 dies of an answer whose payload types it does not
expect, and all its rooms with it.  What it gets is written here, from the few facts of an offer that count.
"""

import re
from dataclasses import dataclass

from aiortc import sdp

from media.sfu.offers import CODECS, BadOffer, Fault, Offer

CODEC = {"audio": "opus/48000/2", "video": "VP8/90000"}
FEEDBACK = ("nack", "nack pli", "ccm fir", "goog-remb")
EXTENSIONS = ("urn:ietf:params:rtp-hdrext:sdes:mid", "urn:ietf:params:rtp-hdrext:ssrc-audio-level")
HASH = "sha-256"


@dataclass(frozen=True)
class _Facts:
    """Of one m-section."""

    kind: str
    mid: str
    payload_type: int
    keys: tuple[str, ...]  # of the transport
    stream: tuple[str, ...]  # what tells its packets from others': extensions and SSRC


def publishing(offer: Offer) -> str:
    """An offer to send, for Janus.  Raises BadOffer."""
    facts = _facts(offer)
    if len({each.payload_type for each in facts}) != len(facts):
        raise BadOffer(Fault.NO_CODEC)  # Janus would take one for the other
    return _written(facts, "sendonly", "actpass")


def receiving(offer: Offer, theirs: str) -> str:
    """A browser's offer to receive as the answer to that of Janus.  Raises BadOffer."""
    facts = _facts(offer)
    media = sdp.SessionDescription.parse(theirs).media
    expected = [(each.kind, each.rtp.codecs[0].payloadType) for each in media]
    if [(each.kind, each.payload_type) for each in facts] != expected:
        raise BadOffer(Fault.NO_CODEC)  # it would be sent what it does not know
    answered = [
        _Facts(each.kind, line.rtp.muxId, each.payload_type, each.keys, ())
        for each, line in zip(facts, media, strict=True)
    ]
    return _written(answered, "recvonly", "passive")  # Janus begins: a browser would before it can hear


def for_browser(theirs: str, mids: list[str]) -> str:
    """The offer of Janus as the answer to a browser's, whose m-sections have these ids."""
    head, *sections = re.split(r"(?m)^(?=m=)", theirs)
    head = re.sub(r"(?m)^a=group:BUNDLE .*?\r?$", f"a=group:BUNDLE {' '.join(mids)}\r", head)
    named = [_renamed(section, mid) for section, mid in zip(sections, mids, strict=True)]
    return head + "".join(named)


def mids(theirs: str) -> list[str]:
    """Of the m-sections, in order."""
    return [media.rtp.muxId for media in sdp.SessionDescription.parse(theirs).media]


def _renamed(section: str, mid: str) -> str:
    first, *lines = section.rstrip("\r\n").split("\r\n")
    *start, payload_type = first.split(" ")[:4]
    repair = re.search(r"(?m)^a=ssrc-group:FID \d+ (\d+)", section)
    kept = [line for line in lines if not _of_another(line, payload_type, repair[1] if repair else "-")]
    text = "\r\n".join([" ".join([*start, payload_type]), *kept, ""])
    return re.sub(r"(?m)^a=mid:.*?\r?$", f"a=mid:{mid}\r", text.replace("a=setup:actpass", "a=setup:active"))


def _of_another(line: str, payload_type: str, repair: str) -> bool:
    """Is it about retransmission or extensions, of which no browser of ours has agreed upon these?"""
    if line.startswith(("a=extmap", "a=ssrc-group:FID", f"a=ssrc:{repair} ")):
        return True
    found = re.match(r"a=(?:rtpmap|fmtp|rtcp-fb):(\d+)", line)
    return found is not None and found[1] != payload_type


def _facts(offer: Offer) -> list[_Facts]:
    """All sections are of one transport, that of the first.  ``offers.examine`` has looked at what is
    quoted."""
    media = sdp.SessionDescription.parse(offer.sdp).media
    keys = _keys(media[0])
    return [_Facts(each.kind, each.rtp.muxId, _payload_type(each), keys, _stream(each)) for each in media]


def _payload_type(media: sdp.MediaDescription) -> int:
    usable = (codec for codec in media.rtp.codecs if codec.mimeType.lower() == CODECS[media.kind])
    return next(codec.payloadType or 0 for codec in usable)


def _keys(media: sdp.MediaDescription) -> tuple[str, ...]:
    prints = media.dtls.fingerprints if media.dtls else []
    fingerprint = next((each.value for each in prints if each.algorithm.lower() == HASH), None)
    if fingerprint is None or media.ice is None:
        raise BadOffer(Fault.NO_FINGERPRINT)
    return (
        f"a=ice-ufrag:{media.ice.usernameFragment}",
        f"a=ice-pwd:{media.ice.password}",
        f"a=fingerprint:{HASH} {fingerprint}",
    )


def _stream(media: sdp.MediaDescription) -> tuple[str, ...]:
    extensions = [each for each in media.rtp.headerExtensions if each.uri in EXTENSIONS and 0 < each.id < 15]
    return (
        *(f"a=extmap:{each.id} {each.uri}" for each in extensions),
        *(f"a=ssrc:{each.ssrc} cname:lie" for each in media.ssrc[:1]),
    )


def _written(facts: list[_Facts], direction: str, setup: str) -> str:
    group = " ".join(each.mid for each in facts)
    head = ["v=0", "o=- 1 1 IN IP4 0.0.0.0", "s=-", "t=0 0", f"a=group:BUNDLE {group}"]
    return "\r\n".join([*head, *(line for each in facts for line in _section(each, direction, setup)), ""])


def _section(facts: _Facts, direction: str, setup: str) -> list[str]:
    number = facts.payload_type
    feedback = FEEDBACK if facts.kind == "video" else ()
    return [
        f"m={facts.kind} 9 UDP/TLS/RTP/SAVPF {number}",
        "c=IN IP4 0.0.0.0",
        f"a=mid:{facts.mid}",
        f"a={direction}",
        "a=rtcp-mux",
        f"a=setup:{setup}",
        f"a=rtpmap:{number} {CODEC[facts.kind]}",
        *(f"a=rtcp-fb:{number} {each}" for each in feedback),
        *facts.keys,
        *facts.stream,
    ]
