"""A happens n times."""

from dataclasses import dataclass

from events.patterns.cep.base import Mark, Match, Past, Pattern, Runs, Seen, Skip, Terms, matched
from events.patterns.cep.trigger import NEVER, Hit, Trigger
from events.schema import Event

MOST = 20  # marks kept under one key when a match uses none up


@dataclass(frozen=True, kw_only=True)
class Times(Pattern):
    """``count`` times ``on`` within ``within`` seconds, without an ``until`` in between.

    ``distinct`` counts those whom it is about instead: the same ``who`` again makes no match.
    """

    on: Trigger
    until: Trigger = NEVER
    distinct: bool = False
    skip: Skip = Skip.PAST_LAST

    @property
    def types(self) -> frozenset[type[Event]]:
        return self.on.types | self.until.types

    @property
    def waker(self) -> Trigger:
        return self.on

    def show(self, runs: Runs, seen: Seen, terms: Terms, past: Past) -> list[Match]:
        for hit in self.until(seen.event):
            runs.pop(hit.key, None)
        return [match for hit in self.on(seen.event) for match in self._hit(runs, hit, seen, terms)]

    def _hit(self, runs: Runs, hit: Hit, seen: Seen, terms: Terms) -> list[Match]:
        mark, before = seen.mark(hit.who), [mark for run in runs.get(hit.key, []) for mark in run]
        others = [m for m in before if not (self.distinct and m.who == mark.who)]
        run = _within([*others, mark], terms)[-max(terms.count, MOST) :]
        runs[hit.key] = [run]
        if len(others) < len(before) or len(run) < terms.count or mark not in run:
            return []
        if self.skip is Skip.PAST_LAST:
            del runs[hit.key]
        return [matched(hit.key, run)]


def _within(marks: list[Mark], terms: Terms) -> list[Mark]:
    newest = max(mark.time for mark in marks)
    return [mark for mark in marks if mark.time >= newest - terms.ms]
