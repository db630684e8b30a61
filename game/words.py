"""The words of a language, from the database."""

from time import monotonic

from django.db.models import Count, Q

from game.deck import Card, Deck
from game.learning import Experience, difficulty
from game.models import Pack, Word, WordPlay

__all__ = ["Card", "Deck", "deck", "forget"]

FRESH = 60.0  # seconds

_decks: dict[str, tuple[float, Deck]] = {}


def deck(language: str) -> Deck:
    """All words of a language.  Kept in this process for a minute, so an edit in the admin reaches
    every worker within one; an empty deck is not kept, for the packs may be just about to load."""
    read_at, kept = _decks.get(language, (0.0, None))
    if kept is not None and monotonic() - read_at < FRESH:
        return kept
    fresh = _read(language)
    if fresh.cards:
        _decks[language] = (monotonic(), fresh)
    return fresh


def forget() -> None:
    """Read the database again at the next need."""
    _decks.clear()


def experience(language: str) -> dict[tuple[str, str], Experience]:
    """(category, word) -> what became of the rounds that were played with it."""
    plays = WordPlay.objects.filter(language=language).values("category", "word").order_by()
    rows = plays.annotate(
        played=Count("pk"),
        won=Count("pk", filter=Q(liars_won=True)),
        tried=Count("pk", filter=Q(guessed=True)),
        hit=Count("pk", filter=Q(guessed_right=True)),
    )
    return {
        (row["category"], row["word"]): Experience(row["played"], row["won"], row["tried"], row["hit"])
        for row in rows
    }


def _read(language: str) -> Deck:
    words = Word.objects.filter(pack__language=language).select_related("pack").order_by("pack__topic", "pk")
    packs = Pack.objects.filter(language=language)
    seen = experience(language)
    return Deck(
        language=language,
        cards=tuple(_card(word, seen.get((word.pack.title, word.text), Experience())) for word in words),
        vague={pack.title: tuple(pack.vague) for pack in packs},
    )


def _card(word: Word, seen: Experience) -> Card:
    return Card(
        word=word.text,
        category=word.pack.title,
        aliases=tuple(word.aliases),
        hints=tuple(word.hints),
        difficulty=difficulty(word.difficulty, seen),
        close=tuple(word.close),
    )
