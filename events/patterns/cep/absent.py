"""A, and then no B."""

from dataclasses import dataclass
from typing import ClassVar

from events.patterns.cep.base import Match, Past, Pattern, Runs, Seen, Terms
from events.patterns.cep.trigger import Trigger
from events.schema import Event


@dataclass(frozen=True, kw_only=True)
class Absent(Pattern):
    """``on`` is not followed by ``then`` within ``within`` seconds.  A second ``on`` while the clock
    runs changes nothing."""

    counts: ClassVar[bool] = False

    on: Trigger
    then: Trigger

    @property
    def types(self) -> frozenset[type[Event]]:
        return self.on.types | self.then.types

    @property
    def waker(self) -> Trigger:
        return self.on

    def show(self, runs: Runs, seen: Seen, terms: Terms, past: Past) -> list[Match]:
        # What came too late leaves the run: it is overdue, and told when time has passed far enough.
        for hit in self.then(seen.event):
            runs[hit.key] = [r for r in runs.get(hit.key, []) if r[0].time + terms.ms < seen.time]
            if not runs[hit.key]:
                del runs[hit.key]
        for hit in self.on(seen.event):
            waiting = runs.setdefault(hit.key, [])
            if all(run[0].time + terms.ms < seen.time for run in waiting):
                waiting.append([seen.mark(hit.who)])
        return []

    def overdue(self, runs: Runs, watermark: int, terms: Terms) -> list[Match]:
        found = []
        for key, waiting in list(runs.items()):
            late = [run[0] for run in waiting if run[0].time + terms.ms < watermark]
            found += [Match(key, m.who, 1, m.time, m.time + terms.ms, m.position) for m in late]
            runs[key] = waiting[len(late) :]
            if not runs[key]:
                del runs[key]
        return found

    def due(self, runs: Runs, now: int, terms: Terms) -> int | None:
        times = [run[0].time for waiting in runs.values() for run in waiting]
        return min(times) + terms.ms + 1 if times else None

    def forget(self, runs: Runs, watermark: int, terms: Terms) -> None:
        """Nothing: what is kept here is still waited for."""
