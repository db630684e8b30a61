"""Complex event processing: something that only several events together mean.

A pattern here is *n times within t seconds for one key*.  Its window is a row, so a restart forgets
nothing, and it lies in the transaction of the cursor, so a redelivered event is not counted twice.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from events import store
from events.catalogue import PatternMatched
from events.models import PatternWindow
from events.registry import EventHandler
from events.schema import Event
from events.work import UnitOfWork


@dataclass(frozen=True)
class Times:
    """``count`` events for which ``key`` answers the same string, within ``within`` seconds."""

    name: str
    key: Callable[[Event, str], str | None]  # (event, room) -> key; None: does not concern us
    count: int
    within: float


def watcher(patterns: Sequence[Times]) -> EventHandler:
    """A handler that shows each event to each pattern."""

    def watch(work: UnitOfWork, event: Event) -> None:
        for pattern in patterns:
            key = pattern.key(event, work.room)
            if key is not None:
                _hit(work, pattern, key)

    return watch


def _hit(work: UnitOfWork, pattern: Times, key: str) -> None:
    at = work.cause.time.timestamp()
    window, _ = PatternWindow.objects.get_or_create(
        pattern=pattern.name, key=key, defaults={"expires_at": work.now}
    )
    window.hits = [*(hit for hit in window.hits if hit > at - pattern.within), at]
    if len(window.hits) >= pattern.count:
        _match(work, pattern, key, len(window.hits))
        window.hits = []  # the next match needs all of it again
    window.expires_at = datetime.fromtimestamp(at, UTC) + timedelta(seconds=pattern.within)
    window.save()


def _match(work: UnitOfWork, pattern: Times, key: str, count: int) -> None:
    stream = f"patterns/{work.room}"
    match = PatternMatched(pattern=pattern.name, room=work.room, key=key, count=count, within=pattern.within)
    work.append(stream, [match], expected=store.head(stream))


def forget_expired(now: datetime) -> int:
    """Delete windows that no event can complete any more; returns how many."""
    deleted, _ = PatternWindow.objects.filter(expires_at__lt=now).delete()
    return deleted
