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
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import TypeVar

from django.db import OperationalError

from events import failures, inbox, live, metrics, registry, store
from events.envelope import BadEnvelope, Envelope, decode, frame_id, payload_of
from events.frames import Done, Refused
from events.schema import Command, Event
from events.work import unit_of_work

logger = logging.getLogger(__name__)

TRIES = 3  # at once
PATIENCE = 3.0  # seconds for a database that is locked or away
BATCH = 200  # events of one stream handled in one go

# Threads of this process queue up per stream instead of racing to a Conflict.  Striped: streams that
# share a lock by chance wait for each other for a moment, and the table never grows.
_locks = [threading.Lock() for _ in range(64)]

T = TypeVar("T")


def deliver(subscriber: str, body: bytes) -> None:
    """Handle one message for one concern.

    Raises BadEnvelope for what can never be handled, and the database's error when it stays away;
    the message then goes to the dead letters, and the lag sweep brings events back from the log.
    """
    envelope = decode(body)
    if envelope.is_event:
        catch_up(subscriber, envelope)
    elif envelope.declaration.owner == subscriber:
        obey(subscriber, envelope)
    else:
        raise BadEnvelope(f"{envelope.type} does not belong to {subscriber}")


def obey(subscriber: str, envelope: Envelope) -> None:
    """Handle a command and answer its sender."""
    command = payload_of(envelope)
    assert isinstance(command, Command)
    handler = registry.concern(subscriber).commands[type(command)]

    def attempt() -> str | None:
        with unit_of_work(envelope) as work:
            known = inbox.answer_to(subscriber, envelope.id)
            if known is not None:
                return known
            refusal = handler(work, command)
            inbox.remember(subscriber, envelope.id, refusal.code if refusal else "done")
        shown = any(push.frame for push in work.pushes)
        return str(refusal.code) if refusal else (None if shown else "done")

    with _lock(envelope.subject):
        answer = _tried(attempt)
    metrics.count("commands", subscriber, envelope.type, answer or "done")
    asked = frame_id(envelope)
    if answer and asked:
        frame = Done(asked) if answer == "done" else Refused(asked, answer, "")
        live.send_to_player(envelope.partitionkey, envelope.actor, frame)


def catch_up(subscriber: str, envelope: Envelope) -> None:
    """Handle an event and, before it, all earlier ones of its stream that have not come."""
    stream, sequence = envelope.subject, int(envelope.sequence)
    with _lock(f"{subscriber}:{stream}"):
        failure = failures.open_failure(subscriber, stream)
        reached = inbox.reached(subscriber, stream)
        if sequence <= reached or (failure and failure.blocks()):
            return
        for missing in [envelope] if sequence == reached + 1 else _missing(subscriber, stream, reached):
            if not _handle(subscriber, failure.instead_of(missing) if failure else missing):
                return
        if failure:
            failures.clear(subscriber, stream)


def _missing(subscriber: str, stream: str, reached: int) -> list[Envelope]:
    wanted = registry.concern(subscriber).wants()
    return [store.envelope_of(row) for row in store.read(stream, after=reached, types=wanted, limit=BATCH)]


def _handle(subscriber: str, envelope: Envelope) -> bool:
    """Run the handlers of one event; False when it failed and its stream has to wait."""

    def attempt() -> None:
        event = payload_of(envelope)
        assert isinstance(event, Event)
        with unit_of_work(envelope) as work:
            if not inbox.advance(subscriber, envelope.subject, int(envelope.sequence)):
                return
            for handler in registry.concern(subscriber).events.get(type(event), ()):
                handler(work, event)

    try:
        _tried(attempt)
    except OperationalError:
        raise  # no fault of this event: the database is away
    except Exception as error:  # any bug of a handler: it must not stop the others
        logger.exception("%s failed on %s %s", subscriber, envelope.type, envelope.id)
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
            time.sleep(random.uniform(0.02, 0.2))  # jitter between those who wait for one lock
        except BadEnvelope:
            raise
        except Exception:
            tries += 1
            if tries >= TRIES:
                raise


def _lock(key: str) -> AbstractContextManager[bool]:
    return _locks[hash(key) % len(_locks)]
