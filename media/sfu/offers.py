"""What a browser's offer may be.  Everything else is refused before any of it is acted on.

An offer is text from a stranger that a parser, a crypto library and a network stack will work with.  So it
is limited in size and shape, candidates are taken out (we would send packets to any address named there;
the browser's own checks tell us where it is), and whatever the parser says of it is a refusal.
"""

import re
from dataclasses import dataclass
from enum import StrEnum

from aiortc import sdp

LARGEST = 64 * 1024  # bytes
SECTIONS = 24
LINE = 2048  # characters
PROFILE = "UDP/TLS/RTP/SAVPF"
CODECS = {"audio": "audio/opus", "video": "video/vp8"}
MID = re.compile(r"[A-Za-z0-9_.-]{1,16}")
FRAGMENT, PASSWORD = re.compile(r"[A-Za-z0-9+/]{4,256}"), re.compile(r"[A-Za-z0-9+/]{22,256}")
FINGERPRINTS = {"sha-256": 32, "sha-384": 48, "sha-512": 64}  # bytes
DROPPED = re.compile(r"^a=(candidate|end-of-candidates|remote-candidates|ice-options|ice-lite)\b")


class Fault(StrEnum):
    """Why an offer is not taken."""

    TOO_LARGE = "offer_too_large"
    NOT_SDP = "offer_not_sdp"
    TOO_MANY_SECTIONS = "offer_too_many_sections"
    DATA_CHANNEL = "offer_data_channel"
    NO_FINGERPRINT = "offer_no_fingerprint"
    NOT_BUNDLED = "offer_not_bundled"
    BAD_SECTION = "offer_bad_section"
    NO_CODEC = "offer_no_codec"
    TOO_SOON = "offer_too_soon"
    FULL = "offer_full"
    NO_PORT = "offer_no_port"


class BadOffer(ValueError):
    """Carries its ``fault``."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault)
        self.fault = fault


@dataclass(frozen=True)
class Section:
    """One m-section: ``publishes`` when the browser may send in it, else it is a slot to receive."""

    kind: str  # "audio" or "video"
    mid: str
    publishes: bool


@dataclass(frozen=True)
class Offer:
    """An offer that may be handed to the peer connection."""

    sdp: str  # without candidates
    sections: tuple[Section, ...]  # in order


def examine(text: str) -> Offer:
    """Raises BadOffer, and nothing else, for whatever can't be answered."""
    stripped = _stripped(text)
    try:
        description = sdp.SessionDescription.parse(stripped)
    except Exception:  # a parser of text from strangers may stumble in any way
        raise BadOffer(Fault.NOT_SDP) from None
    _require(0 < len(description.media) <= SECTIONS, Fault.TOO_MANY_SECTIONS)
    for media in description.media:
        _check_media(media)
    sections = tuple(
        Section(media.kind, media.rtp.muxId, media.direction in (None, "sendrecv", "sendonly"))
        for media in description.media
    )
    _check_together(description, sections)
    return Offer(stripped, sections)


def _stripped(text: str) -> str:
    _require(len(text) <= LARGEST, Fault.TOO_LARGE)
    _require(text.isascii() and "\0" not in text, Fault.NOT_SDP)
    lines = text.replace("\r\n", "\n").split("\n")
    # The parser also ends lines at these; what it sees must be what we have seen.
    _require(not re.search(r"[\r\x0b\x0c\x1c-\x1f]", "".join(lines)), Fault.NOT_SDP)
    _require(all(len(line) <= LINE for line in lines), Fault.NOT_SDP)
    return "\r\n".join(line for line in lines if not DROPPED.match(line))


def _check_media(media: sdp.MediaDescription) -> None:
    _require(media.kind != "application", Fault.DATA_CHANNEL)
    _require(media.kind in CODECS and media.profile == PROFILE, Fault.BAD_SECTION)
    _require(bool(MID.fullmatch(media.rtp.muxId or "")), Fault.BAD_SECTION)
    _require(media.rtcp_mux, Fault.BAD_SECTION)
    fragment, password = (media.ice.usernameFragment, media.ice.password) if media.ice else (None, None)
    _require(bool(FRAGMENT.fullmatch(fragment or "")), Fault.BAD_SECTION)
    _require(bool(PASSWORD.fullmatch(password or "")), Fault.BAD_SECTION)
    _check_fingerprints(media)
    _check_codec(media)


def _check_fingerprints(media: sdp.MediaDescription) -> None:
    if media.dtls is None or media.dtls.role not in ("auto", "client"):
        raise BadOffer(Fault.NO_FINGERPRINT)
    prints = media.dtls.fingerprints
    _require(0 < len(prints) <= 4, Fault.NO_FINGERPRINT)
    for fingerprint in prints:
        octets = FINGERPRINTS.get(fingerprint.algorithm.lower(), 0)
        shape = rf"([0-9A-Fa-f]{{2}}:){{{octets - 1}}}[0-9A-Fa-f]{{2}}"
        _require(octets > 0 and bool(re.fullmatch(shape, fingerprint.value)), Fault.NO_FINGERPRINT)


def _check_codec(media: sdp.MediaDescription) -> None:
    usable = [codec for codec in media.rtp.codecs if codec.mimeType.lower() == CODECS[media.kind]]
    rate = {"audio": 48_000, "video": 90_000}[media.kind]
    _require(any(codec.clockRate == rate for codec in usable), Fault.NO_CODEC)
    _require(all(96 <= (codec.payloadType or 0) <= 127 for codec in usable), Fault.NO_CODEC)


def _check_together(description: sdp.SessionDescription, sections: tuple[Section, ...]) -> None:
    mids = [section.mid for section in sections]
    _require(len(set(mids)) == len(mids), Fault.BAD_SECTION)
    bundles = [group.items for group in description.group if group.semantic == "BUNDLE"]
    _require(bundles == [mids], Fault.NOT_BUNDLED)
    for kind in CODECS:  # packets are told apart by payload type alone
        publications = [s for s in sections if s.kind == kind and s.publishes]
        _require(len(publications) <= 1, Fault.BAD_SECTION)


def _require(condition: bool, fault: Fault) -> None:
    if not condition:
        raise BadOffer(fault)
