"""The filter that rooms use: the lists that are shipped, changed by the rows that an admin has made."""

import time
from pathlib import Path

from chat.filtering import Entry, Filter, Rank, entry
from chat.models import FilteredWord

FOLDER = Path(__file__).parent / "filter"
FRESH = 15.0  # seconds until what an admin has changed counts everywhere

_RANKS: dict[str, Rank] = {"mild": "mild", "strict": "strict", "allowed": "allowed"}
_kept: list[tuple[float, Filter]] = []


def current() -> Filter:
    """Of both languages, whichever a room plays in: people swear in either."""
    if not _kept or time.monotonic() - _kept[0][0] > FRESH:
        _kept[:] = [(time.monotonic(), Filter([*_changed(_shipped())]))]
    return _kept[0][1]


def forget() -> None:
    """Read the rows again for the next line."""
    _kept.clear()


def _shipped() -> list[Entry]:
    lines = [
        line
        for path in sorted(FOLDER.glob("*.txt"))
        for line in path.read_text(encoding="utf-8").splitlines()
    ]
    return [found for found in map(entry, lines) if found]


def _changed(shipped: list[Entry]) -> list[Entry]:
    """A row replaces the shipped entry of the same word."""
    rows = list(FilteredWord.objects.all())
    replaced = {row.word for row in rows}
    own = [Entry(row.word, _RANKS[row.rank], row.inside, row.inside) for row in rows]
    return [known for known in shipped if known.word not in replaced] + own
