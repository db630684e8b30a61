"""Every failure of a service is told, in the trace of what it failed at, and no fault leads to another."""

import pytest
from django.db import OperationalError

from events.catalogue import HandlerFailed
from events.catalogue.faults import CommandFailed, MessageRejected, ServiceFailed
from events.delivery import failures
from events.faults import reporting
from events.log import store
from events.log.store import Conflict
from events.messages.envelope import BadEnvelope, Envelope, decode, encode, payload_of
from events.models import FailedDelivery, StoredEvent
from tests.integration.events.conftest import Bench, said


def told() -> list[Envelope]:
    rows = StoredEvent.objects.filter(type__startswith="fault.").order_by("position")
    return [store.envelope_of(row) for row in rows]


def test_a_fault_is_in_the_trace_of_the_message_that_met_it(bench: Bench) -> None:
    joined = decode(bench.log("bad")[0])
    failures.record("media", joined, ValueError("a secret"))
    (fault,) = told()
    assert (fault.traceparent, fault.causationid) == (joined.traceparent, joined.id)
    what = {"subscriber": "media", "message": joined.id, "type": joined.type}
    assert payload_of(fault) == HandlerFailed(**what, attempt=1, error="ValueError")


def test_a_failure_and_its_fault_commit_together_or_not_at_all(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    def crash(*_: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(reporting, "append", crash)
    with pytest.raises(RuntimeError):
        failures.record("media", decode(bench.log("bad")[0]), ValueError())
    assert not FailedDelivery.objects.exists() and told() == []


def test_a_failure_is_noted_once_although_its_fault_met_a_conflict(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    append, lost = reporting.append, iter([True, False])

    def race(*arguments: object) -> None:
        append(*arguments)  # type: ignore[arg-type]
        if next(lost):
            raise Conflict

    monkeypatch.setattr(reporting, "append", race)
    failures.record("media", decode(bench.log("bad")[0]), ValueError())
    assert FailedDelivery.objects.get().attempts == len(told()) == 1


def test_a_command_that_failed_is_told_once_however_often_it_comes(bench: Bench) -> None:
    command = said("hello")
    for _ in range(3):
        failures.give_up("chat", command, ZeroDivisionError())
    (fault,) = told()
    assert fault.traceparent == command.traceparent and fault.subject == "fault/ABCDE"
    assert payload_of(fault) == CommandFailed(
        subscriber="chat", message=command.id, type="chat.say", error="ZeroDivisionError"
    )


def test_a_database_that_is_away_is_not_asked_to_note_it(bench: Bench) -> None:
    failures.give_up("chat", said("hello"), OperationalError())
    assert told() == []


def test_a_flood_of_rubbish_is_told_once_by_error_and_subscriber(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(failures, "_rejected", {})
    for _ in range(5):
        failures.reject("chat", BadEnvelope("quoted"))
        failures.reject("media", BadEnvelope("quoted"))
    assert [payload_of(fault) for fault in told()] == [
        MessageRejected(subscriber="chat", error="BadEnvelope"),
        MessageRejected(subscriber="media", error="BadEnvelope"),
    ]


def test_a_fault_about_a_fault_is_not_told(bench: Bench) -> None:
    failures.record("media", decode(bench.log("bad")[0]), ValueError())
    (fault,) = told()
    failures.record("media", decode(encode(fault)), ValueError())
    reporting.tell(fault, ServiceFailed(where="x", what="y", error="z"))
    assert told() == [fault] and FailedDelivery.objects.count() == 2


def test_telling_hurts_nobody_when_the_database_is_away(
    bench: Bench, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def away(*_: object, **__: object) -> None:
        raise OperationalError

    monkeypatch.setattr(store, "append", away)
    reporting.tell(said("x"), ServiceFailed(where="x", what="y", error="z"))
    assert "ServiceFailed is not in the log" in caplog.text
