"""From a message to its effect: once, in order, and without hurting anybody else.

Commands: the inbox knows each id; the same id again gets the same answer and does nothing.
Events: a subscriber's cursor of the stream says what comes next.  An older event is skipped, missing
ones are read from the log first, so neither duplicates nor lost or swapped messages matter.

A handler that fails is tried again at once, then after growing pauses (the clock pokes us), then the
event is parked for an admin.  Meanwhile the stream waits for this subscriber; all else goes on.
Celery's own retry is never used: on a topic exchange it would reach every other subscriber again.
"""

import logging
import random
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from typing import TypeVar

from django.db import OperationalError, close_old_connections

from events import live, registry
from events.delivery import failures, inbox, limits, trials
from events.log import store
from events.messages.envelope import BadEnvelope, Envelope, decode, frame_id, payload_of
from events.messages.frames import Done, Refused
from events.messages.refusal import Code, Refusal
from events.schema import Command, Event
from events.telemetry import metrics, tracing
from events.work import UnitOfWork, unit_of_work

logger = logging.getLogger(__name__)

TRIES = 3  # at once
PATIENCE = 3.0  # seconds for a database that is locked or away
BATCH = 200  # events of one stream handled in one go

# Threads of this process queue up per stream instead of racing to a Conflict.  Striped: streams that
# share a lock by chance wait for each other for a moment, and the table never grows.
_locks = [threading.Lock() for _ in range(64)]

T = TypeVar("T")


def deliver(subscriber: str, body: bytes, *, again: bool = False) -> None:
    """Handle one message for one concern.  ``again``: it has been sent before (events.delivery.trials).

    Raises BadEnvelope for what can never be handled, and the database's error when it stays away;
    the message then goes to the dead letters, and the lag sweep brings events back from the log.
    """
    try:
        envelope = decode(body)
    except BadEnvelope as error:
        failures.reject(subscriber, error)
        raise
    if envelope.is_event:
        catch_up(subscriber, envelope, again=again)
    elif envelope.declaration.owner == subscriber:
        try:
            obey(subscriber, envelope, again=again)
        except Exception as error:  # it goes to the dead letters; whoever asked must not wait for ever
            failures.give_up(subscriber, envelope, error)
            tell(subscriber, envelope, Code.FAILED)
            raise
    else:
        raise BadEnvelope(f"{envelope.type} does not belong to {subscriber}")


def obey(subscriber: str, envelope: Envelope, *, again: bool = False) -> None:
    """Handle a command and answer its sender."""
    command = payload_of(envelope)
    assert isinstance(command, Command)
    handler = registry.concern(subscriber).commands[type(command)]

    def attempt() -> str | None:
        with unit_of_work(envelope) as work:
            if again:
                trials.settle_command(subscriber, envelope.id)
            known = inbox.answer_to(subscriber, envelope.id)
            if known is not None:
                return known
            refusal = handler(work, command)
            inbox.remember(subscriber, envelope.id, refusal.code if refusal else "done")
        return answer_of(work, refusal)

    with _lock(envelope.subject), trials.alone(again):
        if again:
            trials.begin_command(subscriber, envelope.id)
        with limits.limited(subscriber, envelope.type, envelope.id), traced(subscriber, envelope):
            answer = _tried(attempt)
    tell(subscriber, envelope, answer)


def answer_of(work: UnitOfWork, refusal: Refusal | None) -> str | None:
    """What a command's sender is to hear; None when a frame shows him what he has done."""
    if refusal:
        return str(refusal.code)
    return None if any(push.frame for push in work.pushes) else "done"


def tell(subscriber: str, envelope: Envelope, answer: str | None) -> None:
    """Answer the sender of a command that was handled."""
    metrics.count("commands", subscriber, envelope.type, answer or "done")
    asked = frame_id(envelope)
    if answer and asked:
        frame = Done(asked) if answer == "done" else Refused(asked, answer, "")
        live.send_to_player(envelope.partitionkey, envelope.actor, frame)


def catch_up(subscriber: str, envelope: Envelope, *, again: bool = False) -> None:
    """Handle an event and, before it, all earlier ones of its stream that have not come."""
    stream, sequence = envelope.subject, int(envelope.sequence)
    with _lock(f"{subscriber}:{stream}"):
        reached, waits = inbox.standing(subscriber, stream)
        failure = failures.open_failure(subscriber, stream) if waits else None
        if failure and failure.sequence <= reached:  # handled by another process, or dropped, meanwhile
            failures.clear(subscriber, stream)
            failure = None
        if sequence <= reached or (failure and failure.blocks()):
            return
        suspect = again or failure is not None
        for event in [envelope] if sequence == reached + 1 else missing(subscriber, stream, reached):
            if not _handle(subscriber, failure.instead_of(event) if failure else event, suspect):
                return
        if failure:
            failures.clear(subscriber, stream)


def missing(subscriber: str, stream: str, reached: int) -> list[Envelope]:
    """What the log has for a subscriber after the last event of a stream that it has handled."""
    wanted = registry.concern(subscriber).wants()
    return [store.envelope_of(row) for row in store.read(stream, after=reached, types=wanted, limit=BATCH)]


def _handle(subscriber: str, envelope: Envelope, suspect: bool) -> bool:
    """Run the handlers of one event; False when it failed and its stream has to wait."""

    def attempt() -> None:
        event = payload_of(envelope)
        assert isinstance(event, Event)
        with unit_of_work(envelope) as work:
            if suspect:
                trials.settle(subscriber, envelope.subject)
            if not inbox.advance(subscriber, envelope.subject, int(envelope.sequence)):
                return
            for handler in registry.concern(subscriber).events.get(type(event), ()):
                handler(work, event)

    try:
        with trials.alone(suspect):
            if suspect and not trials.begin(subscriber, envelope):
                return False
            with limits.limited(subscriber, envelope.type, envelope.id), traced(subscriber, envelope):
                _tried(attempt)
    except OperationalError:
        raise  # no fault of this event: the database is away
    except Exception as error:  # any bug of a handler: it must not stop the others
        logger.exception("%s failed on %s %s", subscriber, envelope.type, envelope.id)
        trials.survived(subscriber, envelope)
        failures.record(subscriber, envelope, error)
        metrics.count("failures", subscriber, envelope.type)
        return False
    metrics.observe("lag", time.time() - envelope.time.timestamp(), subscriber, envelope.type)
    return True


def _tried(attempt: Callable[[], T]) -> T:
    """Run a transaction, again after a conflict or while the database is locked."""
    until = time.monotonic() + PATIENCE
    tries = 0
    while True:
        try:
            return attempt()
        except store.Conflict:
            if time.monotonic() > until:
                raise
        except OperationalError:
            if time.monotonic() > until:
                raise
            close_old_connections()
            time.sleep(random.uniform(0.02, 0.2))  # jitter between those who wait for one lock
        except (BadEnvelope, limits.HandlerTimeLimit):
            raise
        except Exception:
            tries += 1
            if tries >= TRIES:
                raise


@contextmanager
def turns(subscriber: str, envelopes: Iterable[Envelope]) -> Iterator[None]:
    """Hold the turns of several messages; in a fixed order, so that no two threads wait for each other."""
    places = {_place(f"{subscriber}:{e.subject}" if e.is_event else e.subject) for e in envelopes}
    with ExitStack() as held:
        for place in sorted(places):
            held.enter_context(_locks[place])
        yield


def traced(subscriber: str, envelope: Envelope) -> AbstractContextManager[None]:
    """The span of handling one message."""
    return tracing.handling(
        subscriber, envelope.type, envelope.id, envelope.partitionkey, envelope.traceparent
    )


def _lock(key: str) -> AbstractContextManager[bool]:
    return _locks[_place(key)]


def _place(key: str) -> int:
    return hash(key) % len(_locks)
