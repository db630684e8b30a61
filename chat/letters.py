"""What is typed, as the letters that are meant: for finding a word however it is written.

Case, width, spaces, signs and zero-width marks count as little as they do for the guard of the secret word,
whose normaliser this is (lie_project hands it over).  Hangul is taken apart into its letters, so that loose
jamo make syllables; digits and Latin signs inside of Hangul are no letters; elsewhere 4 is a and $ is s.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache

Normaliser = Callable[[str], str]
_normalisers: list[Normaliser] = []

BREAK = " "
_HANGUL = re.compile("[\u1100-\u11ff\u3130-\u318f\uac00-\ud7a3\uffa0-\uffdc]")
_LATIN = re.compile("[a-z]", re.IGNORECASE)
_CHUNK = re.compile(r"\S+")
_STAND_INS = str.maketrans("01345789@$!|", "oieastbqasii")
_KINDS = ("HANGUL CHOSEONG ", "HANGUL JUNGSEONG ", "HANGUL JONGSEONG ")


def compare_by(normaliser: Normaliser) -> None:
    """Which texts are the same decides this function: text -> its letters and digits alone."""
    _normalisers[:] = [normaliser]


@dataclass(frozen=True)
class Spelling:
    """``signs``: the letters of a text, with BREAK between what stands apart; ``origins``: for each of them
    its place in the text."""

    signs: str
    origins: tuple[int, ...]

    def whole(self, start: int, end: int) -> bool:
        """Do these signs begin and end with signs of the text, not in the middle of a syllable?"""
        begins = start == 0 or self.origins[start - 1] != self.origins[start]
        return begins and (end == len(self.signs) or self.origins[end] != self.origins[end - 1])


def spell(text: str) -> Spelling:
    """The letters of a text, which should be in NFC so that a syllable is one sign."""
    found: list[tuple[str, int]] = []
    for chunk in _CHUNK.finditer(text):
        if found:
            found.append((BREAK, chunk.start() - 1))
        found += _letters(chunk[0], chunk.start())
    return Spelling("".join(sign for sign, _ in found), tuple(at for _, at in found))


def _letters(chunk: str, start: int) -> Iterator[tuple[str, int]]:
    hangul, latin = _HANGUL.search(chunk), _LATIN.search(chunk)
    for number, typed in enumerate(chunk):
        if unicodedata.category(typed) == "Cf" or (hangul and typed.isascii() and typed.isalnum()):
            continue
        last = not any(sign.isalnum() for sign in chunk[number + 1 :])
        meant = (
            typed if hangul or not latin or (last and not typed.isalnum()) else typed.translate(_STAND_INS)
        )
        signs = "".join(map(_jamo, unicodedata.normalize("NFD", _normalised(meant)))) or BREAK
        yield from ((sign, start + number) for sign in signs)


def _normalised(sign: str) -> str:
    return _normalisers[0](sign) if _normalisers else sign.casefold()


@cache
def _jamo(sign: str) -> str:
    """A letter of Hangul as it stands alone, the same at the beginning and at the end of a syllable."""
    name = unicodedata.name(sign, "")
    kind = next((kind for kind in _KINDS if name.startswith(kind)), None)
    if kind is None:
        return sign
    try:
        return unicodedata.lookup("HANGUL LETTER " + name.removeprefix(kind))
    except KeyError:
        return sign  # of old Hangul, which nobody types
