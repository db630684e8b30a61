"""People are there, and nothing happens."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar

from events.patterns.cep.base import Mark, Match, Past, Pattern, Runs, Seen, Terms
from events.patterns.cep.trigger import Trigger
from events.schema import Event


@dataclass(frozen=True, kw_only=True)
class Idle(Pattern):
    """From ``starts`` to ``ends``: somebody is there (``comes``, ``goes``), and for ``within`` seconds
    there is no ``activity``.  Told once; then only after the next activity.

    Activity wakes nobody, however much there is of it: the clock looks at least every ``within`` seconds,
    which is soon enough.  A run is the last mark with those who are there, and after it a second one
    once it has been told.
    """

    counts: ClassVar[bool] = False

    starts: Trigger
    ends: Trigger
    comes: Trigger
    goes: Trigger
    activity: Trigger

    @property
    def types(self) -> frozenset[type[Event]]:
        return self._life.types.union(self.comes.types, self.goes.types, self.activity.types)

    @property
    def _life(self) -> Trigger:
        return self.starts | self.ends

    @property
    def waker(self) -> Trigger:
        return self.starts

    def show(self, runs: Runs, seen: Seen, terms: Terms, past: Past) -> list[Match]:
        for hit in self.ends(seen.event):
            runs.pop(hit.key, None)
        for hit in self.starts(seen.event):
            runs[hit.key] = [[seen.mark()]]
        for hit in self.comes(seen.event):
            _stir(runs, hit.key, seen, come=hit.who)
        for hit in self.goes(seen.event):
            _stir(runs, hit.key, seen, gone=hit.who)
        for hit in self.activity(seen.event):
            _stir(runs, hit.key, seen)
        return []

    def overdue(self, runs: Runs, watermark: int, terms: Terms) -> list[Match]:
        found = []
        for key, [run] in runs.items():
            last, until = run[0], run[0].time + terms.ms
            if len(run) == 1 and last.who and until < watermark:
                run.append(Mark(last.position, until))
                found.append(Match(key, last.who, 1, last.time, until, last.position))
        return found

    def due(self, runs: Runs, now: int, terms: Terms) -> int | None:
        looks = [
            run[0].time + terms.ms + 1 if len(run) == 1 and run[0].who else now + terms.ms
            for [run] in runs.values()
        ]
        return min(looks, default=None)

    def forget(self, runs: Runs, watermark: int, terms: Terms) -> None:
        """Nothing: a room that lives is one mark, and ``ends`` takes it away."""


def _stir(runs: Runs, key: str, seen: Seen, come: Iterable[str] = (), gone: Iterable[str] = ()) -> None:
    if key in runs:
        last = runs[key][0][0]
        people = [player for player in dict.fromkeys([*last.who, *come]) if player not in set(gone)]
        runs[key] = [[Mark(seen.position, max(seen.time, last.time), tuple(people))]]
