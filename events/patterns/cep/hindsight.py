"""What came before shows in another light."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from events.patterns.cep.base import Mark, Match, Past, Pattern, Runs, Seen, Terms, matched
from events.patterns.cep.trigger import Hit, Trigger, on
from events.schema import Event


@dataclass(frozen=True, kw_only=True)
class Hindsight(Pattern):
    """When ``last`` happens, ``judge(last, earlier)`` is asked of each ``reads`` since the newest
    ``since``; at least ``count`` hits of a key are a match.

    This is *A, then B* where only B tells what A meant.  Nothing is kept meanwhile: the log has it.
    """

    last: type[Event]
    since: type[Event]
    reads: type[Event]
    judge: Callable[[Any, Any], Iterable[Hit]]

    @property
    def types(self) -> frozenset[type[Event]]:
        return frozenset([self.last])

    @property
    def waker(self) -> Trigger:
        return on(self.last)

    def show(self, runs: Runs, seen: Seen, terms: Terms, past: Past) -> list[Match]:
        found: dict[str, list[Mark]] = {}
        for earlier in past(seen, self.since, self.reads, terms.ms):
            for hit in self.judge(seen.event, earlier.event):
                found.setdefault(hit.key, []).append(earlier.mark(hit.who))
        last = seen.mark()
        return [matched(key, [*run, last], len(run)) for key, run in found.items() if len(run) >= terms.count]
