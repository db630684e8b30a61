"""A decision in the making."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from random import Random

from events.catalogue import Phase, PhaseStarted, PlayerId
from events.schema import Event
from game.deck import Deck
from game.fold import apply
from game.phases import SECONDS, milliseconds, seconds_of
from game.table import Table


@dataclass
class Draft:
    """The events decided so far, and the table as they leave it: what follows from an event is
    always decided on the state that includes it."""

    table: Table
    now: int  # epoch milliseconds
    rng: Random
    deck: Deck
    factor: float
    events: list[Event] = field(default_factory=list)

    def add(self, event: Event) -> None:
        """Decide an event."""
        self.events.append(event)
        self.table = apply(self.table, event)

    def span(self, seconds: float) -> int:
        """Milliseconds of a length of time on this server."""
        return milliseconds(seconds, self.factor)

    def paced(self, seconds: float) -> int:
        """Milliseconds of a length of time at the host's pace."""
        return self.span(seconds * self.table.settings.pace)

    def usual(self, phase: Phase) -> int:
        """Milliseconds that a phase lasts at this table."""
        return self.span(seconds_of(phase, self.table.settings))

    def begin(
        self,
        phase: Phase,
        *,
        deadline: int | None = None,
        turn: PlayerId | None = None,
        candidates: Iterable[PlayerId] = (),
    ) -> None:
        """Start a phase; without a ``deadline`` it gets its usual length (the lobby: none)."""
        if deadline is None and phase in SECONDS:
            deadline = self.now + self.usual(phase)
        number = self.table.number + 1
        self.add(
            PhaseStarted(
                phase=phase, number=number, deadline=deadline, turn=turn, candidates=list(candidates)
            )
        )
