"""Words that a room does not want to read, and what is shown instead.

A list has one entry a line: ``word`` is found alone, ``word*`` at the beginning of a word, ``*word*``
anywhere in it; each also spaced out, dotted, in loose jamo, with digits for letters, with letters drawn
out.  A ``~`` marks what strict rooms alone mask, a ``!`` what is allowed although a bad word is in it, a
``#`` a comment.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from chat.letters import BREAK, Spelling, spell

Level = Literal["off", "mild", "strict"]
Rank = Literal["mild", "strict", "allowed"]
MASK = "*"
RANKS: dict[str, Rank] = {"~": "strict", "!": "allowed"}

Span = tuple[int, int]  # places in the text: the first, and the one behind the last


@dataclass(frozen=True)
class Entry:
    """``open_start``, ``open_end``: other letters may stand before, or behind."""

    word: str
    rank: Rank = "mild"
    open_start: bool = False
    open_end: bool = False

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        signs = spell(unicodedata.normalize("NFC", self.word)).signs.replace(BREAK, "")
        letters = [re.escape(sign) + "+" for sign in signs]
        if not letters:
            return re.compile("(?!)")
        start, end = f"(?:^|(?<={BREAK}))", f"(?={BREAK}|$)"
        spaced = start + f"{BREAK}*".join(letters) + end
        inside = ("" if self.open_start else start) + "".join(letters) + ("" if self.open_end else end)
        return re.compile(f"{spaced}|{inside}")

    def spans(self, spelling: Spelling) -> Iterator[Span]:
        """Where a text says it."""
        for found in self.pattern.finditer(spelling.signs):
            start, end = found.span()
            if spelling.whole(start, end):
                yield spelling.origins[start], spelling.origins[end - 1] + 1


def entry(line: str) -> Entry | None:
    """A line of a list; None for an empty one and a comment."""
    text = line.partition("#")[0].strip()
    rank = RANKS.get(text[:1], "mild")
    word = text.lstrip("~!").strip()
    if not word.strip("*"):
        return None
    return Entry(word.strip("*"), rank, word.startswith("*"), word.endswith("*"))


class Filter:
    """Some entries, ready to be applied to many lines."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        self._entries = tuple(entries)

    def mask(self, text: str, level: Level) -> str:
        """The text with stars for what a room of this level does not want to read; the same text when there
        is nothing of it."""
        if level == "off":
            return text
        composed = unicodedata.normalize("NFC", text)
        spelling = spell(composed)
        allowed = self._spans(spelling, {"allowed"})
        banned = self._spans(spelling, {"mild", level})
        spans = [span for span in banned if not any(_within(span, other) for other in allowed)]
        return _starred(composed, spans) if spans else text

    def _spans(self, spelling: Spelling, ranks: set[str]) -> list[Span]:
        return [span for known in self._entries if known.rank in ranks for span in known.spans(spelling)]


def _within(span: Span, other: Span) -> bool:
    return other[0] <= span[0] and span[1] <= other[1]


def _starred(text: str, spans: Iterable[Span]) -> str:
    covered = {place for start, end in spans for place in range(start, end)}
    return "".join(
        MASK if place in covered and not sign.isspace() else sign for place, sign in enumerate(text)
    )
