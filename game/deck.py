"""The words a round is dealt from, as plain values.

The rules never read a database: whoever calls them hands in a deck (``game.words.deck``).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from random import Random

MEDIUM = 2


@dataclass(frozen=True)
class Card:
    """One word of a pack.  ``hints`` are lines a bot may say; none of them holds the word."""

    word: str
    category: str
    aliases: tuple[str, ...] = ()
    hints: tuple[str, ...] = ()
    difficulty: int = MEDIUM  # 1 to 3
    close: tuple[str, ...] = ()  # words that a fool may have instead
    pack: str = ""  # key of its pack


@dataclass(frozen=True)
class Deck:
    """Every word of one language.  ``vague`` has lines, by category, that fit all of its words."""

    language: str
    cards: tuple[Card, ...]
    vague: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def draw(self, used: Sequence[str], rng: Random, difficulty: int = 0) -> Card:
        """A word that is not in ``used``; when all are, any but the last one.  Of ``difficulty`` (1 to 3),
        unless there is none of it.  IndexError if the deck is empty."""
        wanted = [card for card in self.cards if difficulty in (0, card.difficulty)] or self.cards
        gone = frozenset(used)
        fresh = [card for card in wanted if card.word not in gone]
        others = [card for card in wanted if card.word not in used[-1:]]
        return rng.choice(fresh or others or wanted)

    def pair(self, card: Card, rng: Random) -> Card | None:
        """A word close to another, for fools: one that its pack names, else one of the same category and
        difficulty, else the next best.  None if there is no other."""
        named = [other for other in self.cards if other.word in card.close]
        others = [other for other in self.cards if _differ(card, other)]
        alike = [other for other in others if other.category == card.category]
        equal = [other for other in alike if other.difficulty == card.difficulty]
        choice = named or equal or alike or others
        return rng.choice(choice) if choice else None

    def find(self, category: str, word: str | None) -> Card | None:
        """The card of a dealt word; None if its pack has been changed since."""
        return next((card for card in self.of(category) if card.word == word), None)

    def of(self, category: str) -> list[Card]:
        """All cards of a category."""
        return [card for card in self.cards if card.category == category]

    def names(self, category: str, but: str) -> Iterable[str]:
        """Words and aliases of a category, without those of one word."""
        return [n for card in self.of(category) if card.word != but for n in (card.word, *card.aliases)]


def _differ(card: Card, other: Card) -> bool:
    return other.word != card.word and other.word not in card.aliases and card.word not in other.aliases
