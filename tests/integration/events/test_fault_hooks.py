"""Where faults are met: a failing command, rubbish in a queue, a pattern's bug; and what metrics say."""

import pytest
from django.test import Client
from django.utils import timezone

from events import redis
from events.delivery import failures
from events.delivery.handling import deliver
from events.faults.conditions import Present
from events.faults.incidents import Register
from events.messages.envelope import BadEnvelope
from events.messages.frames import Refused
from events.models import PatternWindow, StoredEvent
from events.patterns import watching
from tests.integration.events.conftest import Bench, body, said


def told() -> list[str]:
    rows = StoredEvent.objects.filter(type__startswith="fault.").order_by("position")
    return list(rows.values_list("type", flat=True))


def test_who_sent_a_command_that_fails_is_told_each_time_and_the_fault_once(bench: Bench) -> None:
    bench.fail = lambda text: 1 / 0  # type: ignore[assignment,return-value]
    for _ in range(2):
        with pytest.raises(ZeroDivisionError):
            deliver("chat", body(said("hello")))
    assert bench.answers == [Refused("frame-01", "failed", "")] * 2
    assert told() == ["fault.command_failed"]


def test_a_command_that_failed_can_work_when_it_comes_again(bench: Bench) -> None:
    bench.fail = lambda text: 1 / 0  # type: ignore[assignment,return-value]
    with pytest.raises(ZeroDivisionError):
        deliver("chat", body(said("hello")))
    bench.fail = lambda text: None
    deliver("chat", body(said("hello")))
    assert bench.handled == ["hello"]


def test_rubbish_in_a_queue_is_told(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(failures, "_rejected", {})
    with pytest.raises(BadEnvelope):
        deliver("chat", b"rubbish")
    assert told() == ["fault.message_rejected"]


def test_a_pattern_that_fails_is_told(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    PatternWindow.objects.create(room="ABCDE", expires_at=timezone.now())
    monkeypatch.setattr(watching, "look", lambda *_: 1 / 0)
    watching.expire(timezone.now())
    assert told() == ["fault.service_failed"]


def test_open_incidents_are_a_gauge(bench: Bench, client: Client, valkey_url: str) -> None:
    redis.client().flushdb()
    Register().keep(Present({("parked", "chat"): "1 parked"}), timezone.now())
    page = client.get("/metrics").content.decode()
    assert 'lie_incidents{kind="parked"} 1.0' in page and 'lie_incidents{kind="broker"} 0.0' in page
