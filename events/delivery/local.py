"""While the broker is away: the same handlers, in this process.

Inbox and cursors make it harmless that a message may later arrive by the broker as well.
"""

import logging
import threading
from concurrent.futures import ThreadPoolExecutor
from functools import cache

from django.db import close_old_connections

from events.delivery.handling import deliver
from events.messages.envelope import Envelope, encode
from events.models import StoredEvent

logger = logging.getLogger(__name__)

THREADS = 4
WAITING = threading.BoundedSemaphore(1000)  # commands; more are refused as busy


@cache
def _pool() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(THREADS, thread_name_prefix="local")


def obey_soon(envelope: Envelope) -> bool:
    """Have a command handled by this process' own threads; False when too many wait already."""
    if not WAITING.acquire(blocking=False):
        return False
    _pool().submit(_obey, envelope)
    return True


def _obey(envelope: Envelope) -> None:
    try:
        _deliver(envelope.declaration.owner, encode(envelope))
    finally:
        WAITING.release()


def handle(subscriber: str, event: StoredEvent) -> None:
    """Handle an event, and what its stream lacks before it, for a concern; here and now."""
    _deliver(subscriber, event.envelope.encode(), again=True)


def _deliver(subscriber: str, body: bytes, *, again: bool = False) -> None:
    try:
        deliver(subscriber, body, again=again)
    except Exception:  # a worker would have dead-lettered it; the sender asks again
        logger.exception("%s could not handle a message locally", subscriber)
    finally:
        close_old_connections()
