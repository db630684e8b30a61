"""All concerns in one process, without a broker: messages wait in a list until ``run``.

The handlers, the log, the inbox and the database are the real ones.
"""

import random
from collections import deque
from collections.abc import Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from datetime import timedelta

import pytest
from django.utils import timezone

from events import gateway, live, registry
from events.broker import publisher
from events.broker.wire import Outcome
from events.delivery.handling import deliver
from events.messages.envelope import Envelope, encode, player_message_id, wrap_command
from events.messages.frames import Refused
from events.models import Deadline, StoredEvent
from events.schema import Command
from events.upkeep import clock, sweep


@dataclass
class Bus:
    """``chaos`` swaps, doubles and drops event messages, by seed."""

    chaos: random.Random | None = None
    waiting: "deque[tuple[str, bytes]]" = field(default_factory=deque)
    pushes: list[live.Push] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    _frames: int = 0

    def take_over(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Stand where the broker and Redis' channel would."""
        monkeypatch.setattr(gateway, "send", self._command)
        monkeypatch.setattr(publisher, "publish_stored", self._events)
        monkeypatch.setattr(publisher, "publish_to_queue", self._to_queue)
        monkeypatch.setattr(live, "send", self.pushes.extend)
        monkeypatch.setattr(live, "send_to_player", self._answer)
        monkeypatch.setattr(live, "tell_sockets", lambda *_: None)

    def ask(self, command: Command, room: str, actor: str) -> str | None:
        """Send a player's command and let everything follow; the code of its refusal, if any."""
        self._frames += 1
        self.refused.clear()
        id = player_message_id(actor, f"frame-{self._frames:03}")
        self._command(wrap_command(command, room, actor=actor, id=id))
        self.run()
        return self.refused[0] if self.refused else None

    def run(self) -> None:
        """Deliver until nothing waits."""
        while self.waiting:
            deliver(*self.waiting.popleft())

    def pass_time(self) -> bool:
        """Let the next deadline come; False when there is none."""
        next_due = Deadline.objects.order_by("due_at").values_list("due_at", flat=True).first()
        if next_due is None:
            return False
        clock.fire_due(max(next_due, timezone.now()) + timedelta(milliseconds=1))
        self.run()
        return True

    def heal(self) -> None:
        """What the lag sweep does until all subscribers are level."""
        later = timezone.now() + sweep.LOST + timedelta(seconds=1)
        while sweep.Sweep().run(later):
            self.run()

    def _command(self, envelope: Envelope) -> "Future[Outcome]":
        self.waiting.append((envelope.declaration.owner, encode(envelope)))
        return _stored()

    def _events(self, rows: Sequence[StoredEvent]) -> "list[Future[Outcome]]":
        messages = [
            (concern.name, row.envelope.encode())
            for row in rows
            for concern in registry.concerns()
            if row.type in concern.wants()
        ]
        self.waiting.extend(_harmed(messages, self.chaos) if self.chaos else messages)
        return [_stored() for _ in rows]

    def _to_queue(self, queue: str, id: str, body: bytes) -> "Future[Outcome]":
        self.waiting.append((queue.partition(".")[0], body))
        return _stored()

    def _answer(self, room: str, player: str, frame: object) -> None:
        if isinstance(frame, Refused):
            self.refused.append(frame.code)


def _harmed(messages: list[tuple[str, bytes]], chaos: random.Random) -> list[tuple[str, bytes]]:
    kept = [m for m in messages for _ in range(chaos.choice([0, 1, 1, 2]))]
    chaos.shuffle(kept)
    return kept


def _stored() -> "Future[Outcome]":
    done: Future[Outcome] = Future()
    done.set_result(Outcome.STORED)
    return done
