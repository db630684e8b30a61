"""Our side's two events and who hears them."""

import os

from bench.backbone.tally import Tally
from events import registry
from events.log import store
from events.registry import Concern
from events.schema import Event, Kind, event
from events.work import UnitOfWork


@event("bench.asked", Kind.GAME)
class Asked(Event):
    player: str
    text: str


@event("bench.answered", Kind.GAME)
class Answered(Event):
    player: str
    text: str


def answer(work: UnitOfWork, asked: Asked) -> None:
    """The realistic handler: a follow-up event in a stream of its own."""
    stream = f"answers/{work.room}"
    work.append(stream, [Answered(player=asked.player, text=asked.text)], expected=store.head(stream))


def install(mode: str) -> None:
    """The concern "bench" handles what was asked; the concern "sink" has a queue for the answers."""
    tally = Tally() if "BENCH_COUNT" in os.environ else None

    def handle(work: UnitOfWork, asked: Asked) -> None:
        if mode == "real":
            answer(work, asked)
        if tally:
            work.after_commit(lambda: tally.note(work.cause.id))

    registry.install(
        [
            Concern("bench", {}, {Asked: (handle,)}),
            Concern("sink", {}, {Answered: (lambda work, event: None,)}),
        ]
    )
