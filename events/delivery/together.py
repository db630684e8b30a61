"""Several messages in one transaction: most of what one message costs is its transaction.

They commit together, and only when every one went well.  With any error nothing has happened, and they are
handled one by one, each with all its tries (handling).  So are those that may have killed a worker
before (trials), and events of streams that wait for a failed one.
"""

import logging
import time
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db import close_old_connections

from events import registry
from events.delivery import handling, inbox, limits
from events.messages.envelope import BadEnvelope, Envelope, decode, payload_of
from events.schema import Command, Event
from events.telemetry import metrics
from events.work import UnitOfWork, units_of_work

logger = logging.getLogger(__name__)

LONGEST = 0.02  # seconds in one transaction after which no further message is begun: others wait for its lock


@dataclass(eq=False)
class Letter:
    """A message for a concern; ``error`` tells, afterwards, why it could not be handled."""

    body: bytes
    again: bool = False  # it has been sent before
    error: Exception | None = None


def deliver_together(subscriber: str, letters: Sequence[Letter]) -> Sequence[Letter]:
    """Handle messages of one concern, in their order; those that are left, for lack of time, are returned.

    Never raises: ``error`` of each of the others is what handling.deliver raised for it.
    """
    suspect = next((place for place, letter in enumerate(letters) if letter.again), len(letters))
    if suspect <= 1:
        _alone(subscriber, letters[0])
        return letters[1:]
    batch = Batch(subscriber)
    try:
        with handling.turns(subscriber, batch.read(letters[:suspect])):
            batch.handle()
        batch.tell()
    except Exception as error:  # also of a handler: who is to blame shows one by one
        logger.debug("not together: %s", type(error).__name__)
        close_old_connections()
        batch.apart, batch.left = list(letters[:suspect]), []
    for letter in batch.apart:
        _alone(subscriber, letter)
    return [*batch.left, *letters[suspect:]]


def _alone(subscriber: str, letter: Letter) -> None:
    try:
        handling.deliver(subscriber, letter.body, again=letter.again)
    except Exception as error:  # the worker rejects the message
        letter.error = error
        close_old_connections()


@dataclass
class Batch:
    """Messages of one transaction, and what it knows of the tables."""

    subscriber: str
    apart: list[Letter] = field(default_factory=list)  # to be handled one by one, after it
    left: list[Letter] = field(default_factory=list)  # no time
    _letters: list[tuple[Letter, Envelope]] = field(default_factory=list)
    _reached: dict[str, int] = field(default_factory=dict)  # stream -> sequence handled
    _answers: dict[str, str] = field(default_factory=dict)  # command -> answer, also from before
    _answered: list[tuple[Envelope, str | None]] = field(default_factory=list)
    _handled: list[Envelope] = field(default_factory=list)

    def read(self, letters: Sequence[Letter]) -> list[Envelope]:
        """Take the letters; what is no message of ours is put apart."""
        for letter in letters:
            try:
                self._letters.append((letter, decode(letter.body)))
            except BadEnvelope:
                self.apart.append(letter)
        return [envelope for _, envelope in self._letters]

    def handle(self) -> None:
        """Handle all in one transaction.  Raises what a handler or the database raises."""
        with units_of_work() as works:
            self._look_up()
            before, known = dict(self._reached), set(self._answers)
            self._run(works)
            fresh = {id: answer for id, answer in self._answers.items() if id not in known}
            inbox.remember_all(self.subscriber, fresh)
            moved = {stream: at for stream, at in self._reached.items() if at != before.get(stream)}
            inbox.move_cursors(self.subscriber, moved)

    def tell(self) -> None:
        """After the commit: answers to the senders, and what is counted."""
        for envelope, answer in self._answered:
            handling.tell(self.subscriber, envelope, answer)
        now = time.time()
        for envelope in self._handled:
            metrics.observe("lag", now - envelope.time.timestamp(), self.subscriber, envelope.type)

    def _look_up(self) -> None:
        streams = sorted({envelope.subject for _, envelope in self._letters if envelope.is_event})
        self._reached, held = inbox.hold_cursors(self.subscriber, streams)
        if held:
            self.apart += [
                x for x, envelope in self._letters if envelope.is_event and envelope.subject in held
            ]
            self._letters = [pair for pair in self._letters if pair[0] not in self.apart]
        commands = [envelope.id for _, envelope in self._letters if not envelope.is_event]
        self._answers = inbox.answers_to(self.subscriber, commands)

    def _run(self, works: list[UnitOfWork]) -> None:
        until = time.monotonic() + LONGEST
        for place, (_, envelope) in enumerate(self._letters):
            if place and time.monotonic() > until:  # one at least, however slow the database is
                self.left = [letter for letter, _ in self._letters[place:]]
                return
            if envelope.is_event:
                self._catch_up(works, envelope)
            else:
                self._obey(works, envelope)

    def _catch_up(self, works: list[UnitOfWork], envelope: Envelope) -> None:
        stream, sequence = envelope.subject, int(envelope.sequence)
        reached = self._reached[stream]
        if sequence <= reached:
            return
        next_ones = (
            [envelope] if sequence == reached + 1 else handling.missing(self.subscriber, stream, reached)
        )
        for event in next_ones:
            self._react(works, event)
            self._reached[stream] = int(event.sequence)

    def _react(self, works: list[UnitOfWork], envelope: Envelope) -> None:
        event = payload_of(envelope)
        assert isinstance(event, Event)
        work = UnitOfWork(envelope)
        works.append(work)
        with (
            limits.limited(self.subscriber, envelope.type, envelope.id),
            handling.traced(self.subscriber, envelope),
        ):
            for handler in registry.concern(self.subscriber).events.get(type(event), ()):
                handler(work, event)
        self._handled.append(envelope)

    def _obey(self, works: list[UnitOfWork], envelope: Envelope) -> None:
        if envelope.id in self._answers:
            self._answered.append((envelope, self._answers[envelope.id]))
            return
        command = payload_of(envelope)
        assert isinstance(command, Command)
        work = UnitOfWork(envelope)
        works.append(work)
        with (
            limits.limited(self.subscriber, envelope.type, envelope.id),
            handling.traced(self.subscriber, envelope),
        ):
            refusal = registry.concern(self.subscriber).commands[type(command)](work, command)
        self._answers[envelope.id] = str(refusal.code) if refusal else "done"
        self._answered.append((envelope, handling.answer_of(work, refusal)))
