"""One player's connections with Janus: one that sends, one that receives."""

import time
from dataclasses import dataclass, field

from media.sfu.offers import Offer

KINDS = ("audio", "video")


@dataclass(frozen=True)
class Stream:
    """What Janus sends in a section of a receiver: a section of a sender, or of its placeholder."""

    feed: int  # the sender, as Janus names it
    mid: str  # the section of his
    send: bool = True


@dataclass(eq=False)
class Line:
    """A connection; Janus calls it a handle."""

    handle: int = 0
    made: float = field(default_factory=time.monotonic)
    up: bool = False
    ended: bool = False


@dataclass(eq=False)
class Sender(Line):
    feed: int = 0
    mids: dict[str, str] = field(default_factory=dict)  # kind -> section
    shut: dict[str, bool] = field(default_factory=dict)  # kind -> as Janus was told
    limit: int = 0  # bits a second, as Janus was told


@dataclass(frozen=True)
class Section:
    """To receive in: the browser's name of it, and that of Janus."""

    kind: str
    mid: str
    theirs: str


@dataclass(eq=False)
class Receiver(Line):
    offer: Offer = Offer("", ())
    sections: list[Section] = field(default_factory=list)
    layout: dict[str, dict[str, Section]] = field(default_factory=dict)  # others' ids -> a pair
    shown: dict[str, Stream] = field(default_factory=dict)  # Janus' section -> as it was told

    def free(self) -> dict[str, Section] | None:
        """A pair, by kind, in which nobody comes."""
        used = {section for pair in self.layout.values() for section in pair.values()}
        by_kind = ([s for s in self.sections if s.kind == kind and s not in used] for kind in KINDS)
        return next((dict(zip(KINDS, pair, strict=True)) for pair in zip(*by_kind, strict=False)), None)


@dataclass(eq=False)
class Member:
    """One player; he has at least one of the two."""

    connection: str
    sender: Sender | None = None
    receiver: Receiver | None = None
    muted: frozenset[str] = frozenset()
    hidden: frozenset[str] = frozenset()
    told: bool = False  # that he is connected

    @property
    def lines(self) -> list[Line]:
        return [line for line in (self.sender, self.receiver) if line is not None]
