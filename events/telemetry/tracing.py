"""The trace of what follows from one frame, for those who export it (LIE_OTEL_ENDPOINT).

Every envelope has a W3C ``traceparent``: the trace, and the span in which the message was sent.  Without
an exporter nobody makes spans, so a message hands on its cause's traceparent as it is, as W3C asks of those
that take no part.  With one (otel) each hop has its spans: sending, and handling by each subscriber.

Nothing here imports OpenTelemetry, and without an exporter a call costs a comparison.  Spans carry types,
ids and rooms; never names, words or texts.
"""

import secrets
from contextlib import AbstractContextManager, nullcontext
from typing import Protocol


class Exporter(Protocol):
    """What makes spans of what it is told.  Its methods never raise."""

    def outgoing(self, type: str, id: str, parent: str) -> str:
        """Begin the span in which a message is sent; the message's traceparent."""

    def sent(self, id: str, outcome: str) -> None:
        """End that span."""

    def handling(
        self, subscriber: str, type: str, id: str, room: str, parent: str
    ) -> AbstractContextManager[None]:
        """The span of a subscriber's handling; an exception marks it as failed and goes on."""


_exporter: Exporter | None = None
_nothing: AbstractContextManager[None] = nullcontext()


def use(exporter: Exporter | None) -> None:
    """Make spans from now on, or (None) no more."""
    global _exporter
    _exporter = exporter


def new_trace() -> str:
    """A fresh traceparent (version 00, sampled)."""
    return f"00-{secrets.token_hex(16)}-{secrets.token_hex(8)}-01"


def outgoing(type: str, id: str, parent: str = "") -> str:
    """The traceparent of a new message.  ``parent`` is that of its cause; "" begins a trace."""
    if _exporter is not None:
        return _exporter.outgoing(type, id, parent)
    return parent or new_trace()


def sent(id: str, outcome: str) -> None:
    """What became of a message that ``outgoing`` was told of, in this process."""
    if _exporter is not None:
        _exporter.sent(id, outcome)


def handling(subscriber: str, type: str, id: str, room: str, parent: str) -> AbstractContextManager[None]:
    """Around the handling of one message by one subscriber."""
    if _exporter is not None:
        return _exporter.handling(subscriber, type, id, room, parent)
    return _nothing
