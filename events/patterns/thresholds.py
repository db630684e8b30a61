"""How often and within how long: the shipped thresholds of patterns, or what an admin has set instead.

Read at most every few seconds, so a change reaches every process soon and events cost no query for it.
"""

import threading
import time
from collections.abc import Iterable

from events.models import PatternThreshold
from events.patterns.cep import Pattern, Terms, Watch

KEPT = 5.0  # seconds

_lock = threading.Lock()
_rows: dict[str, PatternThreshold] = {}
_read_at = float("-inf")


def watched(patterns: Iterable[Pattern]) -> Watch:
    """Those of the patterns that are enabled, each with its terms in force."""
    rows = _current()
    return [
        (pattern, terms(pattern, rows.get(pattern.name)))
        for pattern in patterns
        if pattern.name not in rows or rows[pattern.name].enabled
    ]


def terms(pattern: Pattern, row: PatternThreshold | None) -> Terms:
    """What holds for a pattern with this row."""
    count = row.count if row and row.count and pattern.counts else pattern.count
    return Terms(count, row.within if row and row.within else pattern.within)


def complete(patterns: Iterable[Pattern]) -> None:
    """See that every pattern has a row to edit."""
    rows = [PatternThreshold(pattern=pattern.name) for pattern in patterns]
    PatternThreshold.objects.bulk_create(rows, ignore_conflicts=True)


def forget() -> None:
    """Read the rows again at the next use."""
    global _read_at
    _read_at = float("-inf")


def _current() -> dict[str, PatternThreshold]:
    global _rows, _read_at
    with _lock:
        if time.monotonic() - _read_at > KEPT:
            _rows = {row.pattern: row for row in PatternThreshold.objects.all()}
            _read_at = time.monotonic()
        return _rows
