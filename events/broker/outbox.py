"""Marks rows of the log as published: in batches, by a thread of its own.

Confirms arrive on the publisher's thread, which must not wait for the database.  A crash before the
mark means that the relay publishes the event once more; subscribers do not mind.
"""

import logging
import queue
import threading
from functools import cache

from django.db import close_old_connections, connection
from django.utils import timezone

from events.broker.unrouted import note_unrouted
from events.broker.wire import Outcome
from events.models import StoredEvent

logger = logging.getLogger(__name__)
BATCH = 500
GATHER = 0.05  # seconds: each mark is a transaction, and others wait for its lock
IDLE = 0.2  # seconds


def mark_published(position: int, outcome: Outcome) -> None:
    """Note one outcome; RETURNED and UNKNOWN stay for the relay."""
    if outcome is Outcome.STORED:
        _marker().put(position)
    elif outcome is Outcome.RETURNED:
        logger.error("event at position %d has no subscriber's queue", position)
        note_unrouted(position)


@cache
def _marker() -> "queue.SimpleQueue[int]":
    positions: queue.SimpleQueue[int] = queue.SimpleQueue()
    threading.Thread(target=_mark, args=(positions,), name="outbox-marker", daemon=True).start()
    return positions


def _mark(positions: "queue.SimpleQueue[int]") -> None:
    pause = threading.Event()
    while True:
        batch = [_next(positions)]
        pause.wait(GATHER)
        while not positions.empty() and len(batch) < BATCH:
            batch.append(positions.get())
        try:
            StoredEvent.objects.filter(position__in=batch).update(published_at=timezone.now())
        except Exception as error:  # this thread has to live: what it leaves unmarked goes out once more
            logger.warning("%d events not marked as published: %s", len(batch), type(error).__name__)
            close_old_connections()


def _next(positions: "queue.SimpleQueue[int]") -> int:
    """Waits for one; a thread that has nothing to do holds no connection to the database."""
    try:
        return positions.get(timeout=IDLE)
    except queue.Empty:
        connection.close()
        return positions.get()
