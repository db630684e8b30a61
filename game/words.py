"""The words of a language, from the database."""

from time import monotonic

from game.deck import Card, Deck
from game.models import Pack, Word

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


def _read(language: str) -> Deck:
    words = Word.objects.filter(pack__language=language).select_related("pack").order_by("pack__topic", "pk")
    packs = Pack.objects.filter(language=language)
    return Deck(
        language=language,
        cards=tuple(
            Card(word.text, word.pack.title, tuple(word.aliases), tuple(word.hints)) for word in words
        ),
        vague={pack.title: tuple(pack.vague) for pack in packs},
    )
