"""One trace from a browser's frame to its last effect, as OpenTelemetry's own SDK sees it."""

import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import Future
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from django.core.exceptions import ImproperlyConfigured
from opentelemetry.sdk.trace import ReadableSpan
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from events import gateway
from events.broker import publisher
from events.broker.wire import Outcome
from events.delivery import local
from events.log.store import envelope_of
from events.messages import commands as wish
from events.messages.envelope import wrap_command
from events.models import Deadline, StoredEvent
from events.telemetry import otel, tracing
from lie_project import telemetry
from tests.bus import Bus
from tests.integration.test_concerns import CODE, reach, start

TEXT = "something that only players may read"


@pytest.fixture
def spans() -> Iterator[InMemorySpanExporter]:
    exporter = InMemorySpanExporter()
    tracing.use(otel.over(SimpleSpanProcessor(exporter)))
    yield exporter
    tracing.use(None)


@pytest.fixture
def traced(bus: Bus, monkeypatch: pytest.MonkeyPatch) -> Bus:
    """The bus stands where publishing would be: let it also say what became of each message."""
    to_all = publisher.publish_stored

    def publish(rows: Sequence[StoredEvent]) -> "list[Future[Outcome]]":
        for row in rows:
            tracing.sent(row.event_id, Outcome.STORED)
        return to_all(rows)

    monkeypatch.setattr(publisher, "publish_stored", publish)
    return bus


def of_trace(spans: InMemorySpanExporter, root: str) -> list[ReadableSpan]:
    """Finished spans of the trace that the sending of ``root`` began."""
    finished = spans.get_finished_spans()
    (trace,) = {span.context.trace_id for span in finished if span.name == root and span.context}
    return [span for span in finished if span.context and span.context.trace_id == trace]


def ids(spans: list[ReadableSpan]) -> list[int]:
    return [span.context.span_id for span in spans if span.context]


def last_vote(bus: Bus) -> str:
    """Everybody votes; the id of the last one's command."""
    start(bus, "bob", "carol")
    reach(bus, "voting")
    for voter, target in (("alice", "bob"), ("bob", "carol"), ("carol", "bob")):
        assert bus.ask(wish.CastVote(target=target), CODE, voter) is None
    id = f"carol.frame-{bus._frames:03}"
    tracing.sent(id, Outcome.STORED)  # as the gateway does
    return id


def test_all_spans_of_a_vote_are_one_tree(traced: Bus, spans: InMemorySpanExporter) -> None:
    id = last_vote(traced)
    vote = next(s for s in spans.get_finished_spans() if (s.attributes or {})["messaging.message.id"] == id)
    assert vote.context
    tree = [
        s for s in spans.get_finished_spans() if s.context and s.context.trace_id == vote.context.trace_id
    ]
    roots = [span.name for span in tree if span.parent is None]
    assert roots == ["send game.cast_vote"]
    assert len(set(ids(tree))) == len(tree)
    assert all(span.parent.span_id in ids(tree) for span in tree if span.parent)
    names = {span.name for span in tree}
    assert {"game handle game.cast_vote", "send game.vote_cast", "send game.vote_closed"} <= names
    assert {"chat handle game.vote_closed", "send chat.message_posted"} <= names


def test_each_hop_keeps_the_trace_and_has_a_parent_of_its_own(
    traced: Bus, spans: InMemorySpanExporter
) -> None:
    id = last_vote(traced)
    action = [row for row in map(envelope_of, StoredEvent.objects.all()) if row.correlationid == id]
    assert len(action) > 3
    assert len({event.traceparent.split("-")[1] for event in action}) == 1
    assert len({event.traceparent.split("-")[2] for event in action}) == len(action)
    sendings = {f"{s.context.span_id:016x}" for s in spans.get_finished_spans() if s.context}
    assert {event.traceparent.split("-")[2] for event in action} <= sendings


def test_a_deadline_goes_on_with_the_trace_that_set_it(traced: Bus, spans: InMemorySpanExporter) -> None:
    start(traced, "bob", "carol")
    deadline = Deadline.objects.get(stream=f"game/{CODE}", purpose="phase")
    scheduled = next(
        s for s in spans.get_finished_spans() if (s.attributes or {}).get("lie.outcome") == "scheduled"
    )
    assert scheduled.parent is not None and deadline.command


def test_no_span_tells_what_players_say_or_are_called(traced: Bus, spans: InMemorySpanExporter) -> None:
    traced.ask(wish.OpenRoom(code=CODE, nickname=TEXT[:12], language="en"), CODE, "alice")
    traced.ask(wish.JoinRoom(nickname=TEXT[:12], connection="alice-1"), CODE, "alice")
    traced.ask(wish.Say(text=TEXT), CODE, "alice")
    told = "".join(span.to_json() for span in spans.get_finished_spans())
    assert "chat handle chat.say" in told and TEXT[:12] not in told


def test_a_failure_is_told_by_its_class_alone(spans: InMemorySpanExporter) -> None:
    with pytest.raises(ValueError), tracing.handling("chat", "chat.say", "1", CODE, tracing.new_trace()):
        raise ValueError(TEXT)
    (span,) = spans.get_finished_spans()
    assert span.status.description == "ValueError" and TEXT not in span.to_json()


def test_a_rolled_back_sending_is_never_told(
    spans: InMemorySpanExporter, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(otel, "OPEN", 2)
    for number in range(5):
        tracing.outgoing("chat.say", str(number))
    for number in range(5):
        tracing.sent(str(number), "stored")
    assert [(s.attributes or {})["messaging.message.id"] for s in spans.get_finished_spans()] == ["3", "4"]


@pytest.mark.parametrize("down, outcome", [(False, "returned"), (True, "local")])
def test_the_gateway_ends_the_sending_of_a_command(
    spans: InMemorySpanExporter, monkeypatch: pytest.MonkeyPatch, down: bool, outcome: str
) -> None:
    done: Future[Outcome] = Future()
    done.set_result(Outcome.RETURNED)
    monkeypatch.setattr(publisher, "publish_command", lambda envelope: done)
    monkeypatch.setattr(publisher, "default", lambda: type("Down", (), {"is_down": lambda self: down})())
    monkeypatch.setattr(local, "obey_soon", lambda envelope: True)
    assert gateway.submit(wish.Say(text=TEXT), CODE, actor="alice", id="alice.frame-01").result(1)
    (span,) = spans.get_finished_spans()
    assert (span.name, (span.attributes or {})["lie.outcome"]) == ("send chat.say", outcome)


def test_the_publisher_ends_the_sending_of_an_event(
    traced: Bus, spans: InMemorySpanExporter, monkeypatch: pytest.MonkeyPatch
) -> None:
    traced.ask(wish.OpenRoom(code=CODE, nickname="alice", language="en"), CODE, "alice")
    row = StoredEvent.objects.earliest("position")
    tracing.outgoing(row.type, row.event_id)
    spans.clear()
    done: Future[Outcome] = Future()
    monkeypatch.setattr(publisher, "default", lambda: type("Now", (), {"publish": lambda self, m: done})())
    monkeypatch.setattr(publisher, "mark_published", lambda position, outcome: None)
    publisher._publish_row(row)
    assert not spans.get_finished_spans()
    done.set_result(Outcome.STORED)
    assert [span.name for span in spans.get_finished_spans()] == [f"send {row.type}"]


# --- on and off ----------------------------------------------------------------------------------


def test_without_an_exporter_a_message_hands_on_the_traceparent() -> None:
    first = wrap_command(wish.StartGame(), CODE, actor="alice")
    second = wrap_command(wish.ClosePhase(number=1), CODE, cause=first)
    assert second.traceparent == first.traceparent


def test_without_an_endpoint_no_spans_and_no_exporter_are_imported() -> None:
    """OpenTelemetry is installed for the tests, and redis-py looks for its metrics by itself."""
    ours = "('events.telemetry.otel', 'opentelemetry.sdk.trace', 'opentelemetry.exporter')"
    look = f"import django, sys; django.setup(); print([m for m in sys.modules if m.startswith({ours})])"
    done = subprocess.run([sys.executable, "-c", look], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_without_the_extra_the_start_ends_with_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "events.telemetry.otel")
    monkeypatch.delattr("events.telemetry.otel")
    monkeypatch.setitem(sys.modules, "opentelemetry", None)
    with pytest.raises(ImproperlyConfigured, match="opentelemetry is not installed; install LIE's extra"):
        telemetry.start("http://127.0.0.1:4318")


def test_spans_arrive_at_the_endpoint_by_otlp() -> None:
    got: list[tuple[str, str | None, bytes]] = []

    class Collector(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            got.append((self.path, self.headers["Content-Type"], body))
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_: object) -> None: ...

    with HTTPServer(("127.0.0.1", 0), Collector) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        exporter = otel.start(f"http://127.0.0.1:{server.server_port}/")
        exporter.outgoing("chat.say", "1", "")
        exporter.sent("1", "stored")
        exporter.close()
        server.shutdown()
        thread.join()
    ((path, kind, body),) = got
    assert (path, kind) == ("/v1/traces", "application/x-protobuf") and body
