"""Nicknames that look the same: what is left of a name when all that an eye passes over is taken away.

Case, width, spaces, accents and marks of no width go; letters of Cyrillic, Greek and Armenian, loose jamo and
digits become the Latin ones that they look like.  So "Anna" and "Аnnа" are one name; of two honest names that
meet here the later gets a number, no more.
"""

import unicodedata

_SAME = {
    "a": "аαɑ",
    "b": "вьβ",
    "c": "сᴄ",
    "d": "ԁ",
    "e": "еєεҽ",
    "g": "ɡց",
    "h": "һнηհ",
    "i": "іιıɩl1|ӏլ\u1175",
    "j": "јϳ",
    "k": "кκ",
    "m": "мμ",
    "n": "ոռ",
    "o": "оοσօ0\u110b",
    "p": "рρ",
    "q": "ԛգ",
    "r": "гᴦ",
    "s": "ѕꜱ",
    "t": "тτ\u116e",
    "u": "υսᴜ",
    "v": "νѵ",
    "w": "ѡωшԝ",
    "x": "хχ",
    "y": "уγүყ",
    "z": "ᴢζ",
}
_TABLE = {ord(sign): letter for letter, signs in _SAME.items() for sign in signs}
_PAIRS = (("rn", "m"), ("vv", "w"))  # as typefaces without serifs run them together
_ACCENTS = (range(0x300, 0x370), range(0x1AB0, 0x1B00), range(0x1DC0, 0x1E00), range(0x20D0, 0x2100))
_BLANK = {*map(chr, range(0xFE00, 0xFE10)), "\u115f", "\u1160", "\u2800"}  # nothing to the eye


def seen_as(nickname: str) -> str:
    """Names that look the same have the same answer.  It is for comparing and not for showing."""
    plain = unicodedata.normalize("NFKC", nickname).casefold()
    left = "".join(filter(_shows, unicodedata.normalize("NFKD", plain)))
    letters = unicodedata.normalize("NFC", left).translate(_TABLE)
    for pair, letter in _PAIRS:
        letters = letters.replace(pair, letter)
    return letters


def _shows(sign: str) -> bool:
    """Marks that make another letter of their script (kana, Thai, Devanagari) do."""
    if sign in _BLANK or unicodedata.category(sign) in ("Cf", "Cc", "Zs"):
        return False
    return not any(ord(sign) in block for block in _ACCENTS)
