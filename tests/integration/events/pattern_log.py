"""A log for tests of patterns: events at chosen instants, delivered to the worker that watches."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import msgspec
import pytest

import lie_project.patterns
from events import catalogue as happened
from events import registry
from events.broker import publisher
from events.delivery.handling import deliver
from events.log import store
from events.messages.commands import Say
from events.messages.envelope import wrap_command
from events.models import StoredEvent
from events.patterns import cep, thresholds, watching
from events.patterns.cep import Pattern
from events.registry import Concern
from events.schema import Event, declaration_of
from events.work import unit_of_work
from lie_project import wiring

START = datetime(2030, 1, 1, tzinfo=UTC)
ROOM = "ABCDE"


@dataclass
class Log:
    bodies: list[bytes] = field(default_factory=list)

    def append(self, event: Event, at: datetime = START, room: str = ROOM) -> bytes:
        """Put an event into the log; returns its body as published."""
        with unit_of_work(wrap_command(Say(text="x"), room)) as work:
            work.now = at
            stream = f"{declaration_of(event).owner}/{room}"
            work.append(stream, [event], expected=store.head(stream))
        self.bodies.append(work.stored[0].envelope.encode())
        return self.bodies[-1]

    def happen(self, *events: Event, every: float = 1, start: float = 0, room: str = ROOM) -> None:
        """One event after the other, seconds apart, each delivered at once."""
        for number, event in enumerate(events):
            self.deliver(self.append(event, START + timedelta(seconds=start + number * every), room))

    def deliver(self, body: bytes) -> None:
        if msgspec.json.decode(body)["type"] in registry.concern("patterns").wants():
            deliver("patterns", body)

    def matches(self) -> list[happened.PatternMatched]:
        rows = StoredEvent.objects.filter(type="patterns.pattern_matched").order_by("position")
        return [
            msgspec.json.decode(store.envelope_of(row).data, type=happened.PatternMatched) for row in rows
        ]

    def names(self) -> list[str]:
        return [match.pattern for match in self.matches()]


def use(chosen: Sequence[Pattern]) -> None:
    """Watch for these patterns and no others."""
    registry.install([Concern("patterns", {}, watching.install(chosen))])
    thresholds.forget()


@contextmanager
def using(chosen: Sequence[Pattern], monkeypatch: pytest.MonkeyPatch) -> Iterator[Log]:
    """A log that is watched for these patterns; afterwards all is as the project has it."""
    monkeypatch.setattr(publisher, "publish_stored", lambda rows: [])
    use(chosen)
    yield Log()
    watching.install(lie_project.patterns.PATTERNS)
    wiring.install()
    thresholds.forget()


def said(author: str = "alice", text: str = "hello") -> Event:
    return happened.MessagePosted(author=author, nickname=author, text=text)


def dropped(player: str = "alice") -> Event:
    return happened.PlayerDropped(player=player)


def returned(player: str = "alice", origin: str = "") -> Event:
    return happened.PlayerReturned(player=player, connection="c", origin=origin)


def after(seconds: float) -> datetime:
    """When the clock can be sure of what has not come by then."""
    return START + timedelta(seconds=seconds, milliseconds=cep.SETTLE + 2)
