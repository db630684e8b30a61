"""What was secret in each round, put together from all clients when it is secret no more."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

Frame = Mapping[str, Any]


@dataclass
class Deal:
    """One dealt round; ``commitment`` names it, since a void round is dealt again under its number.

    ``at``, ``revealed_at``  the lowest sequences of the game stream that showed it and its secrets
    ``words``  the word, then its aliases; ``nonce`` is None if it was never revealed"""

    commitment: str
    round: int
    category: str
    order: list[str]
    at: int
    words: list[str] = field(default_factory=list)
    liars: list[str] = field(default_factory=list)
    nonce: str | None = None
    revealed_at: float = float("inf")
    points: Mapping[str, int] = field(default_factory=dict)
    counts: bool = False  # False: void, or never revealed
    hints: list[str] = field(default_factory=list)  # who gave them, as the newest view has it

    @property
    def revealed(self) -> bool:
        return self.nonce is not None

    def double_hints(self) -> list[str]:
        """Players with more hints than turns."""
        return [*(Counter(self.hints) - Counter(self.order)).elements()]

    def fair(self) -> bool:
        """Does the reveal open the commitment of the deal?"""
        opened = "\n".join((self.nonce or "", self.words[0], ",".join(sorted(self.liars))))
        return sha256(opened.encode()).hexdigest() == self.commitment


def deals_of(clients: Iterable[Iterable[Frame]]) -> list[Deal]:
    """All deals seen in the frames of any client, in the order they were dealt.

    A round that was never revealed has the word that its citizens were told."""
    deals: dict[str, Deal] = {}
    for frames in clients:
        current = None
        for frame in frames:
            if frame["type"] == "game":
                current = _dealt(deals, frame)
                _revealed(current, frame)
            elif frame["type"] == "you" and current and not current.words and frame["view"]["word"]:
                current.words = [frame["view"]["word"]]
    return sorted(deals.values(), key=lambda deal: deal.at)


def _dealt(deals: dict[str, Deal], frame: Frame) -> Deal | None:
    view = frame["view"]
    if not (named := view["commitment"]):
        return None
    fresh = Deal(named, view["round"], view["category"], view["order"], frame["last"])
    deal = deals.setdefault(named, fresh)
    deal.at = min(deal.at, frame["last"])
    deal.hints = max(deal.hints, [hint["player"] for hint in view["hints"]], key=len)
    return deal


def _revealed(deal: Deal | None, frame: Frame) -> None:
    reveal = frame["view"]["reveal"]
    if deal is None or reveal is None:
        return
    if not deal.revealed:
        deal.words = [reveal["word"]]
    deal.revealed_at = min(deal.revealed_at, frame["last"])
    deal.nonce, deal.liars, deal.points = reveal["nonce"], reveal["liars"], reveal["points"]
    deal.counts = reveal["reason"] not in ("void", "too_few")
    for event in frame.get("events", ()):
        if event["type"] == "game.round_revealed":
            deal.words = [reveal["word"], *event["data"].get("aliases", [])]
