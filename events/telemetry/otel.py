"""Spans for OpenTelemetry.  Imported only when LIE_OTEL_ENDPOINT is set; wants LIE's extra ``otel``.

One vote, as a tree (S: sending, H: handling):

    S game.cast_vote                     web process: from the frame to the broker's confirm
      H game game.cast_vote              worker of the game
        S game.vote_cast                 from the append to the broker's confirm
          H patterns game.vote_cast      worker of the patterns, with all that follows
"""

import threading
from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager

from opentelemetry import trace
from opentelemetry.context import Context
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import SpanProcessor, TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.trace import Span, SpanKind, Status, StatusCode
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

OPEN = 10_000  # sendings of this process whose end is awaited; of a rolled back transaction none comes


class OpenTelemetry:
    """tracing.Exporter by the SDK.  Any thread may call."""

    def __init__(self, provider: TracerProvider) -> None:
        self._provider = provider
        self._tracer = provider.get_tracer("lie")
        self._open: OrderedDict[str, Span] = OrderedDict()
        self._lock = threading.Lock()

    def outgoing(self, type: str, id: str, parent: str) -> str:
        attributes = {"messaging.system": "lie", "messaging.message.id": id, "lie.type": type}
        span = self._tracer.start_span(
            f"send {type}", _around(parent), kind=SpanKind.PRODUCER, attributes=attributes
        )
        with self._lock:
            self._open[id] = span
            if len(self._open) > OPEN:
                self._open.popitem(last=False)
        return _traceparent(span)

    def sent(self, id: str, outcome: str) -> None:
        with self._lock:
            span = self._open.pop(id, None)
        if span is not None:
            span.set_attribute("lie.outcome", outcome)
            span.end()

    @contextmanager
    def handling(self, subscriber: str, type: str, id: str, room: str, parent: str) -> Iterator[None]:
        attributes = {
            "messaging.system": "lie",
            "messaging.message.id": id,
            "lie.type": type,
            "lie.subscriber": subscriber,
            "lie.room": room,
        }
        span = self._tracer.start_span(
            f"{subscriber} handle {type}", _remote(parent), kind=SpanKind.CONSUMER, attributes=attributes
        )
        # Not the SDK's way of noting an exception: its text may quote what players have said.
        with trace.use_span(span, end_on_exit=True, record_exception=False, set_status_on_exception=False):
            try:
                yield
            except BaseException as error:
                span.set_status(Status(StatusCode.ERROR, type_name(error)))
                raise

    def close(self) -> None:
        """Hand over what is finished."""
        self._provider.shutdown()


def type_name(error: BaseException) -> str:
    """All that is told of an exception."""
    return type(error).__name__


def start(endpoint: str) -> OpenTelemetry:
    """An exporter to ``endpoint`` (http://host:4318), by OTLP over HTTP, in batches, by a thread."""
    url = endpoint.rstrip("/")
    exporter = OTLPSpanExporter(endpoint=url if url.endswith("/v1/traces") else f"{url}/v1/traces")
    return over(BatchSpanProcessor(exporter))


def over(processor: SpanProcessor) -> OpenTelemetry:
    """An exporter by any processor of finished spans."""
    provider = TracerProvider(resource=Resource.create({"service.name": "lie"}))
    provider.add_span_processor(processor)
    return OpenTelemetry(provider)


_format = TraceContextTextMapPropagator()


def _remote(traceparent: str) -> Context:
    return _format.extract({"traceparent": traceparent}, context=Context())


def _around(parent: str) -> Context:
    """What a sending happens in: the handling that this thread is at, if it is of the cause's trace."""
    remote = _remote(parent)
    here = trace.get_current_span().get_span_context()
    there = trace.get_current_span(remote).get_span_context()
    if here.is_valid and parent and here.trace_id == there.trace_id:
        return trace.set_span_in_context(trace.get_current_span())
    return remote


def _traceparent(span: Span) -> str:
    carrier: dict[str, str] = {}
    _format.inject(carrier, trace.set_span_in_context(span, Context()))
    return carrier["traceparent"]
