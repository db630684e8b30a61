"""Is this the word?  For the liar's guess, and for a hint that must not say it."""

import re
from collections.abc import Iterable, Iterator

from game.text import normalise, tokens

# What Korean hangs on a noun, or ends an answer with.
PARTICLES = (
    *("은", "는", "이", "가", "을", "를", "과", "와", "도", "의", "에", "로", "만", "랑", "나", "야", "요"),
    *("으로", "이랑", "이나", "에서", "에게", "처럼", "보다", "까지", "부터", "이야", "이요", "예요", "이다"),
    *("이에요", "입니다", "이네요", "인가요", "같아요", "이지요", "이죠", "인가", "인듯"),
)
ARTICLES = ("a", "an", "the")
PLURALS = ("s", "es")

_LATIN = re.compile("[a-z0-9]+")
_ENDING = max(map(len, (*PARTICLES, *PLURALS)))
_WHOLE = 5  # a shorter Latin word is found only on its own: "cat" is not in "category"


def right(text: str, word: str, aliases: Iterable[str] = ()) -> bool:
    """Does a guess name the word?  Particles and articles count as nothing only if what is left
    equals; a part of the word, or the word within something longer, is wrong."""
    forms = {normalise(form) for form in (word, *aliases)} - {""}
    said = tokens(text)
    plain = said[1:] if said and said[0] in ARTICLES else said
    return any(bare in forms for run in (said, plain) for bare in _bare("".join(run)))


def says(text: str, word: str, aliases: Iterable[str] = ()) -> bool:
    """Does a hint hold the word, however spaced, dotted or inflected?  Aliases of one letter are let
    pass: they are everyday words by themselves (개 is a dog, and the counter of things)."""
    said = tokens(text)
    others = [form for form in map(normalise, aliases) if len(form) > 1]
    return any(_holds(said, form) for form in (normalise(word), *others) if form)


def _bare(said: str) -> Iterator[str]:
    yield said
    yield from (said.removesuffix(ending) for ending in (*PARTICLES, *PLURALS))


def _holds(said: list[str], form: str) -> bool:
    if any(form in _bare(run) for run in _runs(said, len(form) + _ENDING)):
        return True
    if _LATIN.fullmatch(form):
        return len(form) >= _WHOLE and any(token.startswith(form) or token.endswith(form) for token in said)
    return len(form) > 1 and form in "".join(said)


def _runs(said: list[str], longest: int) -> Iterator[str]:
    """Neighbouring words read as one, up to a length."""
    for start in range(len(said)):
        run = ""
        for token in said[start:]:
            run += token
            if len(run) > longest:
                break
            yield run
