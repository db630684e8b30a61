"""The shipped words of a language as one small answer, for play without a network."""

import gzip
from collections import defaultdict
from dataclasses import dataclass
from hashlib import sha256
from time import monotonic

import msgspec

from game.models import Word

FRESH = 60.0  # seconds until the database is read again


class Entry(msgspec.Struct, omit_defaults=True):
    """A word.  ``difficulty`` is 1 to 3; ``close``: words that a fool may have instead."""

    word: str
    aliases: list[str] = []
    difficulty: int = 2
    close: list[str] = []


class Topic(msgspec.Struct):
    """``key`` stays when the ``title`` does not."""

    key: str
    title: str
    words: list[Entry]


class Topics(msgspec.Struct):
    language: str
    topics: list[Topic]


@dataclass(frozen=True)
class Answer:
    """The same JSON, ``plain`` and ``packed`` with gzip."""

    etag: str
    plain: bytes
    packed: bytes


_answers: dict[str, tuple[float, Answer]] = {}


def answer(language: str) -> Answer | None:
    """The words that LIE ships in a language; None without any.  Kept for a minute, as decks are; that there
    are none is not kept, for the packs may be just about to load."""
    read_at, kept = _answers.get(language, (0.0, None))
    if kept is not None and monotonic() - read_at < FRESH:
        return kept
    topics = _topics(language)
    if not topics:
        return None
    _answers[language] = (monotonic(), _packed(Topics(language, topics)))
    return _answers[language][1]


def forget() -> None:
    """Read the database again at the next need."""
    _answers.clear()


def _packed(topics: Topics) -> Answer:
    plain = msgspec.json.encode(topics)
    return Answer(f'W/"{sha256(plain).hexdigest()[:20]}"', plain, gzip.compress(plain, mtime=0))


def _topics(language: str) -> list[Topic]:
    words = Word.objects.filter(pack__language=language, pack__owner="").select_related("pack")
    found: dict[tuple[str, str], list[Entry]] = defaultdict(list)
    for word in words.order_by("pack__topic", "pk"):
        entry = Entry(word.text, word.aliases, word.difficulty, word.close)
        found[word.pack.key, word.pack.title].append(entry)
    return [Topic(key, title, entries) for (key, title), entries in found.items()]
