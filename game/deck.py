"""The words a round is dealt from, as plain values.

The rules never read a database: whoever calls them hands in a deck (``game.words.deck``).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
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
        wanted = self._wanted(difficulty)
        gone = frozenset(used)
        fresh = [card for card in wanted if card.word not in gone]
        others = [card for card in wanted if card.word not in used[-1:]]
        return rng.choice(fresh or others or wanted)

    def draw_pair(self, used: Sequence[str], rng: Random, difficulty: int = 0) -> tuple[Card, Card] | None:
        """A word and one close to it, for fools; None if there are no two.

        Neither is in ``used``: a fool who has a word that was told before would know that he is one.  When
        no such two are left, all but the last word may come again, as either of them.  The other one is
        what the word's pack names, else of its category and difficulty, else of its category; out of
        another category, which tells a fool as well, only if there is no category of two.
        """
        cards = self._wanted(difficulty)
        for gone in (frozenset(used), frozenset(used[-1:]), frozenset[str]()):
            for card in rng.sample(cards, len(cards)):
                if card.word not in gone and (close := self._close(card, gone)):
                    return card, rng.choice(close)
        for card in rng.sample(cards, len(cards)):
            if others := [other for other in self.cards if _differ(card, other)]:
                return card, rng.choice(others)
        return None

    def _wanted(self, difficulty: int) -> Sequence[Card]:
        return [card for card in self.cards if difficulty in (0, card.difficulty)] or self.cards

    def _close(self, card: Card, gone: frozenset[str]) -> list[Card]:
        """The best choice of words close to a card, without those in ``gone``."""
        alike = [
            other
            for other in self._categories[card.category]
            if _differ(card, other) and other.word not in gone
        ]
        named = [self._words[word] for word in card.close if word in self._words and word not in gone]
        return named or [other for other in alike if other.difficulty == card.difficulty] or alike

    @cached_property
    def _categories(self) -> Mapping[str, list[Card]]:
        groups: dict[str, list[Card]] = {}
        for card in self.cards:
            groups.setdefault(card.category, []).append(card)
        return groups

    @cached_property
    def _words(self) -> Mapping[str, Card]:
        return {card.word: card for card in self.cards}

    def find(self, category: str, word: str | None) -> Card | None:
        """The card of a dealt word; None if its pack has been changed since."""
        return next((card for card in self.of(category) if card.word == word), None)

    def of(self, category: str) -> list[Card]:
        """All cards of a category."""
        return list(self._categories.get(category, ()))

    def names(self, category: str, but: str) -> Iterable[str]:
        """Words and aliases of a category, without those of one word."""
        return [n for card in self.of(category) if card.word != but for n in (card.word, *card.aliases)]


def _differ(card: Card, other: Card) -> bool:
    return other.word != card.word and other.word not in card.aliases and card.word not in other.aliases
