"""A, then B, then C."""

from collections.abc import Sequence
from dataclasses import dataclass

from events.patterns.cep.base import Mark, Match, Past, Pattern, Runs, Seen, Skip, Terms, matched
from events.patterns.cep.trigger import NEVER, Hit, Trigger
from events.schema import Event


@dataclass(frozen=True, kw_only=True)
class Steps(Pattern):
    """``steps`` one after the other, ``count`` times over, within ``within`` seconds in all and
    without an ``until`` in between.  Other events may lie between two steps.

    Of several runs that are equally far only the one that began last is kept: it lasts longest, and
    what a key remembers stays small.
    """

    steps: tuple[Trigger, ...]
    until: Trigger = NEVER
    skip: Skip = Skip.PAST_LAST

    @property
    def types(self) -> frozenset[type[Event]]:
        return self.until.types.union(*(step.types for step in self.steps))

    @property
    def waker(self) -> Trigger:
        return self.steps[-1]

    def show(self, runs: Runs, seen: Seen, terms: Terms, past: Past) -> list[Match]:
        for hit in self.until(seen.event):
            runs.pop(hit.key, None)
        hits = [{hit.key: hit for hit in step(seen.event)} for step in self.steps]
        keys = dict.fromkeys(key for by_key in hits for key in by_key)
        return [
            match
            for key in keys
            for match in self._step(runs, key, [by_key.get(key) for by_key in hits], seen, terms)
        ]

    def _step(
        self, runs: Runs, key: str, hits: Sequence[Hit | None], seen: Seen, terms: Terms
    ) -> list[Match]:
        far: dict[int, list[Mark]] = {}
        for run in [*runs.get(key, []), []]:
            hit = hits[len(run) % len(hits)]
            grown = [*run, seen.mark(hit.who)] if hit else run
            if not grown or grown[-1].time - grown[0].time > terms.ms:
                continue
            rival = far.get(len(grown))
            if rival is None or rival[0].position < grown[0].position:
                far[len(grown)] = grown
        return self._kept(runs, key, far, len(self.steps) * terms.count)

    def _kept(self, runs: Runs, key: str, far: dict[int, list[Mark]], whole: int) -> list[Match]:
        complete = [run for length, run in far.items() if length >= whole]
        others = [run for length, run in sorted(far.items(), reverse=True) if length < whole]
        runs[key] = [] if complete and self.skip is Skip.PAST_LAST else others
        if not runs[key]:
            del runs[key]
        return [matched(key, run) for run in complete[:1]]
