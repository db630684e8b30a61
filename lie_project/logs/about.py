"""Which message, or which request, a log line is about.

Set around each handler, in the thread that runs it; an error takes it along to whoever logs that error.
"""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import replace
from functools import wraps
from typing import Any, TypeVar

from events import registry
from events.messages.envelope import Envelope
from events.messages.refusal import Refusal
from events.registry import Concern
from events.work import UnitOfWork

T = TypeVar("T")
Ids = dict[str, str]

_current: ContextVar[Ids | None] = ContextVar("about", default=None)
MARK = "__lie_about__"  # of an error: the ids of the message that was being handled
logger = logging.getLogger(__name__)


def follow_handlers() -> None:
    """Put every handler of the registry into such a frame; call it once, after the registry is filled."""
    registry.install([_followed(concern) for concern in registry.concerns()])


def ids(error: BaseException | None = None) -> Ids:
    """Those of the message that ``error`` came of, else of what is being handled in this thread; or {}."""
    return getattr(error, MARK, None) or _current.get() or {}


@contextmanager
def handling(subscriber: str, envelope: Envelope) -> Iterator[None]:
    """Lines of this thread are about this message until the end of the block."""
    with lines_about(_ids(subscriber, envelope)):
        yield


@contextmanager
def lines_about(told: Ids) -> Iterator[None]:
    """Lines of this thread have these ids until the end of the block; they may still be added to."""
    token = _current.set(told)
    try:
        yield
    except Exception as error:
        if not hasattr(error, MARK):
            setattr(error, MARK, told)
        raise
    finally:
        _current.reset(token)


def _ids(subscriber: str, envelope: Envelope) -> Ids:
    """Ids and types alone: what was said, and by whom, stays in the envelope."""
    found = {
        "subscriber": subscriber,
        "type": envelope.type,
        "event": envelope.id,
        "room": envelope.partitionkey,
        "correlation": envelope.correlationid or envelope.id,
        "trace": envelope.traceparent[3:35],
    }
    return {name: value for name, value in found.items() if value}


def _followed(concern: Concern) -> Concern:
    def within(handler: Callable[[UnitOfWork, Any], T]) -> Callable[[UnitOfWork, Any], T]:
        @wraps(handler)
        def follow(work: UnitOfWork, message: Any) -> T:
            with handling(concern.name, work.cause):
                answer = handler(work, message)
                if isinstance(answer, Refusal):
                    logger.info("refused: %s", answer.code)
                return answer

        return follow

    return replace(
        concern,
        commands={type: within(handler) for type, handler in concern.commands.items()},
        events={type: tuple(map(within, handlers)) for type, handlers in concern.events.items()},
    )
