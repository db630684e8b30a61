"""The words of browsers and media servers to each other: shapes alone.  broker.signals carries them."""

from typing import Annotated, Any

import msgspec
from msgspec import Meta

from events.catalogue.terms import PlayerId
from events.messages.frames import ServerFrame

LARGEST_OFFER = 64 * 1024  # characters

Mid = str  # identifies an m-section: RFC 5888


# --- from browsers -------------------------------------------------------------------------


class Join(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """media.join: what may I offer?  Answered by ``media.config``."""


class Offer(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """media.offer: a whole offer, without trickled candidates."""

    epoch: int
    attempt: int  # the browser's own count, given back with the answer
    sdp: Annotated[str, Meta(max_length=LARGEST_OFFER)]


class Layers(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """media.layers: pictures that this browser does not show now."""

    hidden: Annotated[list[PlayerId], Meta(max_length=32)] = []


class Mute(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """media.mute: what the player has switched off."""

    audio: bool
    video: bool


class Leave(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """media.leave: text only from now on."""


FROM_BROWSERS: dict[str, type[msgspec.Struct]] = {
    "media.join": Join,
    "media.offer": Offer,
    "media.layers": Layers,
    "media.mute": Mute,
    "media.leave": Leave,
}


# --- to browsers ---------------------------------------------------------------------------


class MediaConfig(ServerFrame, frozen=True, tag="media.config"):
    """How to offer: one section to send sound, one to send video, then ``slots`` pairs to receive.

    ``apart``: the first two in one offer and the pairs in a second one, each with its ``attempt``.
    """

    epoch: int
    slots: int
    iceServers: list[dict[str, Any]]
    apart: bool = False


class MediaAnswer(ServerFrame, frozen=True, tag="media.answer"):
    epoch: int
    attempt: int
    sdp: str


class SlotOf(msgspec.Struct, frozen=True):
    """Who comes in which two sections."""

    player: PlayerId
    audio: Mid
    video: Mid


class MediaSlots(ServerFrame, frozen=True, tag="media.slots"):
    """Whole layout of this browser's sections; comes at every change."""

    epoch: int
    slots: list[SlotOf]


class Muted(msgspec.Struct, frozen=True):
    audio: bool
    video: bool


class MediaMutes(ServerFrame, frozen=True, tag="media.mutes"):
    """To everybody: those who are connected, and what they have switched off."""

    epoch: int
    players: dict[PlayerId, Muted]


class MediaReset(ServerFrame, frozen=True, tag="media.reset"):
    """Make a new connection, beginning with ``media.join``.  reason: moved, stale, lost, draining."""

    epoch: int
    reason: str


class MediaError(ServerFrame, frozen=True, tag="media.error"):
    """The offer was not taken; the same one will not be."""

    code: str


FRAMES: tuple[type[ServerFrame], ...] = (
    MediaConfig,
    MediaAnswer,
    MediaSlots,
    MediaMutes,
    MediaReset,
    MediaError,
)
