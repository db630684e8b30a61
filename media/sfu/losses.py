"""What one receiver's reports (RFC 3550 section 6.4.1) say of the way to him, taken together.

A browser reports on pictures once a second, on sound every five; so each report is about a time of its own,
and one that began before a change tells nothing of what came after it.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Report:
    """``lost``: share of the packets that did not come, after all that was repeated, over ``seconds``."""

    lost: float
    seconds: float


@dataclass(frozen=True)
class _Block:
    """Of one stream: over some seconds, how many packets should have come, and how many have not."""

    seconds: float
    expected: int
    lost: int


class Losses:
    """Of all streams to one receiver.  Times are ``time.monotonic()``."""

    def __init__(self) -> None:
        self._news: dict[int, tuple[int, int]] = {}  # SSRC -> highest sequence and packets lost
        self._known: dict[int, tuple[int, int, float]] = {}  # the same as taken before, and when

    def note(self, ssrc: int, highest: int, lost: int) -> None:
        """A report block: extended highest sequence and packets lost, both since the stream began."""
        self._news[ssrc] = (highest, lost)

    def take(self, now: float, since: float) -> Report | None:
        """Once a second: what was told meanwhile of a time that began after ``since``; None: nothing was."""
        blocks = []
        for ssrc, (highest, lost) in self._news.items():
            before = self._known.get(ssrc)
            self._known[ssrc] = (highest, lost, now)
            if before is not None and before[2] > since:
                expected = (highest - before[0]) & 0xFFFF
                missing = max(0, min(expected, lost - before[1]))
                blocks.append(_Block(now - before[2], expected, missing))
        self._news.clear()
        return _together(blocks)


def _together(blocks: list[_Block]) -> Report | None:
    expected = sum(block.expected for block in blocks)
    if not expected:
        return None
    seconds = sum(block.expected * block.seconds for block in blocks) / expected
    return Report(sum(block.lost for block in blocks) / expected, seconds)
