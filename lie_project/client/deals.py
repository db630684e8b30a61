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
    ``words``  the word, then its aliases; ``decoy`` what fools have for it; ``nonce`` is None if it was
    never revealed"""

    commitment: str
    round: int
    category: str
    order: list[str]
    at: int
    mode: str = "classic"
    words: list[str] = field(default_factory=list)
    liars: list[str] = field(default_factory=list)
    nonce: str | None = None
    decoy: str | None = None
    spies: list[str] = field(default_factory=list)
    revealed_at: float = float("inf")
    points: Mapping[str, int] = field(default_factory=dict)
    counts: bool = False  # False: void, or never revealed
    hints: list[tuple[str, int]] = field(default_factory=list)  # by whom, in which lap, as last seen

    @property
    def revealed(self) -> bool:
        return self.nonce is not None

    def double_hints(self) -> list[str]:
        """Players with more hints in a lap than one, and those who had no turn."""
        due = {(player, lap) for player, lap in self.hints if player in self.order}
        return [player for player, _ in (Counter(self.hints) - Counter(due)).elements()]

    def fair(self) -> bool:
        """Does the reveal open the commitment of the deal?"""
        lines = [self.nonce or "", self.words[0], ",".join(sorted(self.liars))]
        lines += [f"fool:{self.decoy}"] if self.decoy is not None else []
        lines += ["spy:" + ",".join(sorted(self.spies))] if self.spies else []
        return sha256("\n".join(lines).encode()).hexdigest() == self.commitment


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
                # in mode fool it may be a fool's
                current.words = [] if current.mode == "fool" else [frame["view"]["word"]]
    return sorted(deals.values(), key=lambda deal: deal.at)


def _dealt(deals: dict[str, Deal], frame: Frame) -> Deal | None:
    view = frame["view"]
    if not (named := view["commitment"]):
        return None
    mode = view.get("mode", "classic")
    fresh = Deal(named, view["round"], view["category"], view["order"], frame["last"], mode)
    deal = deals.setdefault(named, fresh)
    deal.at = min(deal.at, frame["last"])
    hints = [(hint["player"], hint.get("lap", 1)) for hint in view["hints"]]
    deal.hints = max(deal.hints, hints, key=len)
    return deal


def _revealed(deal: Deal | None, frame: Frame) -> None:
    reveal = frame["view"]["reveal"]
    if deal is None or reveal is None:
        return
    if not deal.revealed:
        deal.words = [reveal["word"]]
    deal.revealed_at = min(deal.revealed_at, frame["last"])
    deal.nonce, deal.liars, deal.points = reveal["nonce"], reveal["liars"], reveal["points"]
    deal.decoy, deal.spies = reveal.get("decoy"), reveal.get("spies", [])
    deal.counts = reveal["reason"] not in ("void", "too_few")
    for event in frame.get("events", ()):
        if event["type"] == "game.round_revealed":
            deal.words = [reveal["word"], *event["data"].get("aliases", [])]
