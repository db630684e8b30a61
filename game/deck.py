"""The words a round is dealt from, as plain values.

The rules never read a database: whoever calls them hands in a deck (``game.words.deck``).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from random import Random


@dataclass(frozen=True)
class Card:
    """One word of a pack.  ``hints`` are lines a bot may say; none of them holds the word."""

    word: str
    category: str
    aliases: tuple[str, ...] = ()
    hints: tuple[str, ...] = ()


@dataclass(frozen=True)
class Deck:
    """Every word of one language.  ``vague`` has lines, by category, that fit all of its words."""

    language: str
    cards: tuple[Card, ...]
    vague: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def draw(self, used: Sequence[str], rng: Random) -> Card:
        """A word that is not in ``used``; when all are, any but the last one.  IndexError if the
        deck is empty."""
        gone = frozenset(used)
        fresh = [card for card in self.cards if card.word not in gone]
        others = [card for card in self.cards if card.word not in used[-1:]]
        return rng.choice(fresh or others or self.cards)

    def find(self, category: str, word: str | None) -> Card | None:
        """The card of a dealt word; None if its pack has been changed since."""
        return next((card for card in self.of(category) if card.word == word), None)

    def of(self, category: str) -> list[Card]:
        """All cards of a category."""
        return [card for card in self.cards if card.category == category]
