"""What players type, made comparable."""

import re
import unicodedata

# Letters and marks by their Unicode category that show nothing: Hangul fillers, joiners, selectors.
_BLANK = re.compile("[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u3164\ufe00-\ufe0f\uffa0]")


def clean(text: str) -> str:
    """A line fit to be shown: one line, single spaces, no control signs.  "" if nothing in it can
    be seen."""
    line = " ".join("".join(sign if _shown(sign) else " " for sign in text).split())
    return line if any(_visible(sign) for sign in line) else ""


def normalise(text: str) -> str:
    """Letters and digits alone, without case, width, spaces, punctuation or zero-width signs."""
    return unicodedata.normalize("NFKC", "".join(tokens(text)))


def tokens(text: str) -> list[str]:
    """The normalised words of a text, in order."""
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
    return "".join(_letter(sign) for sign in folded).split()


def _letter(sign: str) -> str:
    if unicodedata.category(sign) == "Cf" or _BLANK.match(sign):
        return ""
    return sign if unicodedata.category(sign)[0] in "LMN" else " "


def _shown(sign: str) -> bool:
    # the zero-width joiner stays: it holds emoji together
    return sign == "\u200d" or unicodedata.category(sign) not in ("Cc", "Cf", "Cs", "Zl", "Zp")


def _visible(sign: str) -> bool:
    return unicodedata.category(sign)[0] not in "CZ" and not _BLANK.match(sign)
