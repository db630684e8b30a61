"""Is this the word?  For the liar's guess, and for a hint that must not say it."""

import re
import unicodedata
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
_NEAR = 6  # jamo (letters, of other scripts) from which on a word may be missed by one
_LONG = 9  # from which on there may be a second try
_WHOLE = 5  # a shorter Latin word is found only on its own: "cat" is not in "category"


def right(text: str, word: str, aliases: Iterable[str] = ()) -> bool:
    """Does a guess name the word?  Particles and articles count as nothing only if what is left
    equals; a part of the word, or the word within something longer, is wrong."""
    forms = {normalise(form) for form in (word, *aliases)} - {""}
    return any(form in forms for form in _forms(text))


def near(text: str, word: str, aliases: Iterable[str], others: Iterable[str]) -> bool:
    """Is a guess that is not right one jamo or letter off, and no other word of the pack as near?"""
    said = [jamo(form) for form in _forms(text)]

    def missed_by_one(name: str) -> bool:
        letters = jamo(normalise(name))
        return len(letters) >= _NEAR and any(_one_off(letters, form) for form in said)

    taken = {jamo(normalise(name)) for name in others}
    if any(form in taken for form in said) or not any(map(missed_by_one, (word, *aliases))):
        return False
    return not any(_one_off(other, form) for other in taken for form in said)


def is_long(word: str) -> bool:
    """So long that two tries may be allowed."""
    return len(jamo(normalise(word))) >= _LONG


def jamo(text: str) -> str:
    """Hangul taken apart into its letters; other scripts stay as they are."""
    return unicodedata.normalize("NFD", text)


def says(text: str, word: str, aliases: Iterable[str] = ()) -> bool:
    """Does a hint hold the word, however spaced, dotted or inflected?  Aliases of one letter are let
    pass: they are everyday words by themselves (개 is a dog, and the counter of things)."""
    said = tokens(text)
    others = [form for form in map(normalise, aliases) if len(form) > 1]
    return any(_holds(said, form) for form in (normalise(word), *others) if form)


def _forms(text: str) -> Iterator[str]:
    """What a guess may have meant: as it stands, without its article, without an ending."""
    said = tokens(text)
    plain = said[1:] if said and said[0] in ARTICLES else said
    for run in (said, plain):
        yield from _bare("".join(run))


def _one_off(one: str, other: str) -> bool:
    """Does one letter put in, left out or changed make one text of the other?"""
    short, long = sorted((one, other), key=len)
    if one == other or len(long) - len(short) > 1:
        return False
    at = next((n for n, letter in enumerate(short) if letter != long[n]), len(short))
    return short[at + (len(short) == len(long)) :] == long[at + 1 :]


def _bare(said: str) -> Iterator[str]:
    yield said
    yield from (said.removesuffix(ending) for ending in (*PARTICLES, *PLURALS))


def _holds(said: list[str], form: str) -> bool:
    if any(run.startswith(form) and form in _bare(run) for run in _runs(said, len(form) + _ENDING)):
        return True
    if _LATIN.fullmatch(form):
        return len(form) >= _WHOLE and any(token.startswith(form) or token.endswith(form) for token in said)
    if len(form) > 2:
        return form in "".join(said)
    # The end of one word and the start of the next make many a word of two letters by chance.
    inside = any(form in token for token in said)
    return len(form) == 2 and (inside or any("".join(said[at:]).startswith(form) for at in range(len(said))))


def _runs(said: list[str], longest: int) -> Iterator[str]:
    """Neighbouring words read as one, up to a length."""
    for start in range(len(said)):
        run = ""
        for token in said[start:]:
            run += token
            if len(run) > longest:
                break
            yield run
