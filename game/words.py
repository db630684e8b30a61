"""The words of a language or of chosen packs, from the database."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from time import monotonic

from django.db.models import Count, Q, QuerySet

from game.deck import Card, Deck
from game.learning import Experience, difficulty
from game.models import Pack, Word, WordPlay

__all__ = ["Card", "Deck", "chosen", "deck", "forget"]

FRESH = 60.0  # seconds
KEPT = 64  # decks of chosen packs
SAYS_LITTLE = {
    "ko": (
        "생각보다 자주 보여요",
        "좋아하는 사람이 꽤 많아요",
        "이야기하면 길어져요",
        "요즘 떠올린 적이 있어요",
        "어릴 때부터 알았어요",
        "사람마다 다르게 볼걸요",
    ),
    "en": (
        "You meet it more often than you think",
        "Many people like it",
        "I could go on about it",
        "I thought of it lately",
        "I have known it since I was small",
        "Everybody sees it a little differently",
    ),
}
"""What bots say about a pack that brings no lines for them."""

Stamp = list[tuple[str, datetime]]

_decks: dict[str, tuple[float, Deck]] = {}
_chosen: dict[tuple[str, ...], tuple[float, Stamp, Deck]] = {}


def deck(language: str) -> Deck:
    """All words of a language that LIE ships.  Kept in this process for a minute, so an edit in the admin
    reaches every worker within one; an empty deck is not kept, for the packs may be just about to load."""
    read_at, kept = _decks.get(language, (0.0, None))
    if kept is not None and monotonic() - read_at < FRESH:
        return kept
    fresh = _read(language, Pack.objects.filter(language=language, owner=""))
    if fresh.cards:
        _decks[language] = (monotonic(), fresh)
    return fresh


def chosen(language: str, keys: Sequence[str]) -> Deck:
    """The words of these packs; a change of one counts at once.  All that are shipped, if nothing is left of
    them: who deletes a pack stops no match."""
    packs = Pack.objects.filter(language=language, key__in=keys)
    stamp: Stamp = list(packs.order_by("key").values_list("key", "changed_at"))
    name = (language, *keys)
    read_at, seen, kept = _chosen.pop(name, (0.0, None, None))
    if kept is None or seen != stamp or monotonic() - read_at >= FRESH:
        read_at, kept = monotonic(), _read(language, packs)
    _chosen[name] = (read_at, stamp, kept)
    while len(_chosen) > KEPT:
        del _chosen[next(iter(_chosen))]  # the one not asked for the longest
    return kept if kept.cards else deck(language)


def forget() -> None:
    """Read the database again at the next need."""
    _decks.clear()
    _chosen.clear()


def experience(packs: QuerySet[Pack]) -> dict[tuple[str, str], Experience]:
    """(key of a pack, word) -> what became of the rounds that were played with it.  A round of before packs
    had keys counts for the shipped pack that is called as it was."""
    titled = {(pack.language, pack.title): pack.key for pack in packs if not pack.owner}
    languages = {language for language, _ in titled}
    plays = WordPlay.objects.filter(Q(pack__in=packs.values("key")) | Q(pack="", language__in=languages))
    rows = plays.values("pack", "language", "category", "word").order_by().annotate(
        played=Count("pk"),
        won=Count("pk", filter=Q(liars_won=True)),
        tried=Count("pk", filter=Q(guessed=True)),
        hit=Count("pk", filter=Q(guessed_right=True)),
    )  # fmt: skip
    sums: dict[tuple[str, str], Counter[str]] = {}
    for row in rows:
        key = row["pack"] or titled.get((row["language"], row["category"]), "")
        counts = sums.setdefault((key, row["word"]), Counter())
        counts.update({name: row[name] for name in ("played", "won", "tried", "hit")})
    return {name: Experience(n["played"], n["won"], n["tried"], n["hit"]) for name, n in sums.items()}


def _read(language: str, packs: QuerySet[Pack]) -> Deck:
    words = Word.objects.filter(pack__in=packs).select_related("pack").order_by("pack__topic", "pk")
    seen = experience(packs)
    cards = tuple(_card(word, seen.get((word.pack.key, word.text), Experience())) for word in words)
    lines = {pack.title: tuple(pack.vague) for pack in packs if pack.vague}
    silent = {card.category: SAYS_LITTLE.get(language, ()) for card in cards if card.category not in lines}
    return Deck(language=language, cards=cards, vague=lines | silent)


def _card(word: Word, seen: Experience) -> Card:
    return Card(
        word=word.text,
        category=word.topic or word.pack.title,
        aliases=tuple(word.aliases),
        hints=tuple(word.hints),
        difficulty=difficulty(word.difficulty, seen),
        close=tuple(word.close),
        pack=word.pack.key,
    )
