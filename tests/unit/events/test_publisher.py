"""The publishing thread, with a wire made by hand."""

import threading
from collections import OrderedDict
from collections.abc import Callable
from contextlib import closing
from typing import Any

import pytest

from events.broker import publisher, wire
from events.broker.publisher import Publisher
from events.broker.wire import Outcome, Outgoing
from tests import servers


class FakeWire:
    """Confirms at once, never, or breaks: as told."""

    def __init__(self, behave: Callable[[Outgoing], None]) -> None:
        self.behave, self.flying, self.closed = behave, OrderedDict[int, Outgoing](), False

    def fileno(self) -> int | None:
        return None

    def write(self, message: Outgoing) -> None:
        self.flying[len(self.flying)] = message
        self.behave(message)

    def flush(self) -> None: ...

    def listen(self) -> None:
        self.flying = OrderedDict((n, m) for n, m in self.flying.items() if not m.outcome.done())

    def in_flight(self) -> "OrderedDict[int, Outgoing]":
        return self.flying

    def close(self) -> None:
        self.closed = True


def confirm(message: Outgoing) -> None:
    message.settle(Outcome.STORED)


def break_down(message: Outgoing) -> None:
    raise ConnectionResetError


def message(id: str = "1") -> Outgoing:
    return Outgoing(id, "lie.events", "game.vote_cast", b"{}")


def started(monkeypatch: pytest.MonkeyPatch, open: Callable[..., Any]) -> Publisher:
    monkeypatch.setattr(publisher, "open_wire", open)
    return Publisher("amqp://", lambda channel: None)


def test_a_confirmed_message_is_stored(monkeypatch: pytest.MonkeyPatch) -> None:
    with closing(started(monkeypatch, lambda *_: FakeWire(confirm))) as sender:
        assert sender.publish(message()).result(5) is Outcome.STORED


def test_messages_keep_their_order(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[str] = []

    def note(message: Outgoing) -> None:
        seen.append(message.id)
        confirm(message)

    with closing(started(monkeypatch, lambda *_: FakeWire(note))) as sender:
        outcomes = [sender.publish(message(str(n))) for n in range(50)]
        assert {outcome.result(5) for outcome in outcomes} == {Outcome.STORED}
    assert seen == [str(n) for n in range(50)]


def test_a_broken_connection_is_replaced(monkeypatch: pytest.MonkeyPatch) -> None:
    wires = [FakeWire(break_down), FakeWire(confirm)]
    broken = wires[0]
    with closing(started(monkeypatch, lambda *_: wires.pop(0))) as sender:
        assert sender.publish(message("lost")).result(5) is Outcome.UNKNOWN
        servers.until(lambda: not sender.is_down(), "the next connection")
        assert sender.publish(message("next")).result(5) is Outcome.STORED
    assert broken.closed


def test_a_lost_broker_is_known_and_a_silent_one_suspected(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(publisher, "SUSPECT", 0.05)
    silent = FakeWire(lambda m: None)
    with closing(started(monkeypatch, lambda *_: silent)) as sender:
        assert not sender.is_down()
        outcome = sender.publish(message())
        servers.until(sender.is_down, "suspicion")
        silent.flying[0].settle(Outcome.STORED)
        assert outcome.result(5) is Outcome.STORED and not sender.is_down()


def test_no_confirm_in_time_is_unknown_and_ends_the_connection(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wire, "CONFIRM_TIMEOUT", 0.2)
    wires = [FakeWire(lambda m: None), FakeWire(confirm)]
    silent = wires[0]
    with closing(started(monkeypatch, lambda *_: wires.pop(0))) as sender:
        assert sender.publish(message()).result(5) is Outcome.UNKNOWN
    assert silent.closed


def test_without_a_broker_a_message_is_unknown_in_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wire, "CONFIRM_TIMEOUT", 0.2)

    def refuse(*_: Any) -> Any:
        raise ConnectionRefusedError

    with closing(started(monkeypatch, refuse)) as sender:
        assert sender.publish(message()).result(5) is Outcome.UNKNOWN


def test_publishing_does_not_wait_for_the_broker(monkeypatch: pytest.MonkeyPatch) -> None:
    frozen = threading.Event()

    def hang(*_: Any) -> Any:
        frozen.wait(5)
        raise ConnectionError

    with closing(started(monkeypatch, hang)) as sender:
        outcome = sender.publish(message())
        assert not outcome.done()  # it came back although nobody answers
        frozen.set()
