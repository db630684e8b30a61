"""What operators and their tools ask of a running web process."""

from typing import Any

import pytest
from django.test import Client
from prometheus_client.parser import text_string_to_metric_families
from redis import ConnectionError as RedisConnectionError

from events import metrics, redis
from events.delivery import deliver
from events.publisher import Publisher
from lie_project import exposition
from tests.integration.events.conftest import Bench, bench, body, said

__all__ = ["bench"]


@pytest.fixture(autouse=True)
def empty_redis(valkey_url: str) -> None:
    metrics.counting().flush()
    redis.client().flushdb()


class Found(dict[tuple[str, frozenset[str]], float]):
    """Samples by name and the set of their labels' values."""

    def value(self, name: str, *labels: str) -> float:
        return self[name, frozenset(labels)]


def asked(client: Client) -> Found:
    families = text_string_to_metric_families(client.get("/metrics").content.decode())
    samples = [sample for family in families for sample in family.samples]
    return Found({(s.name, frozenset(s.labels.values())): s.value for s in samples})


def test_handled_events_and_commands_are_counted_with_their_lag(bench: Bench, client: Client) -> None:
    deliver("chat", body(said("hello")))
    deliver("media", bench.published[0].envelope.encode())
    metrics.counting().flush()
    found = asked(client)
    assert found.value("lie_commands_total", "chat", "chat.say", "done") == 1
    assert found.value("lie_event_lag_seconds_count", "media", "chat.member_joined") == 1
    assert found.value("lie_event_lag_seconds_bucket", "media", "chat.member_joined", "+Inf") == 1
    assert 0 < found.value("lie_event_lag_seconds_sum", "media", "chat.member_joined") < 60


def test_failures_and_the_outbox_are_gauges(bench: Bench, client: Client) -> None:
    (bad,) = bench.log("bad")
    bench.fail = lambda text: 1 / 0  # type: ignore[assignment,return-value]
    deliver("media", bad)
    metrics.counting().flush()
    found = asked(client)
    assert found.value("lie_failures_total", "media", "chat.member_joined") == 1
    assert found.value("lie_failed_deliveries", "media", "waiting") == 1
    assert found.value("lie_outbox") == 2  # the event, and the fault that tells of it


def test_sums_wait_while_redis_is_away(monkeypatch: pytest.MonkeyPatch) -> None:
    def gone() -> Any:
        raise RedisConnectionError

    with monkeypatch.context() as patched:
        patched.setattr("events.metrics.redis.client", gone)
        metrics.count("commands", "a", "b", "done")
        metrics.counting().flush()
    metrics.counting().flush()
    assert metrics.totals()["commands", "a", "b", "done"] == 1


def test_metrics_are_for_this_machine_or_the_token(db: None, client: Client, settings: Any) -> None:
    assert client.get("/metrics").status_code == 200
    assert client.get("/metrics", REMOTE_ADDR="203.0.113.9").status_code == 403
    assert client.get("/metrics", headers={"x-forwarded-for": "203.0.113.9"}).status_code == 403
    bearer = {"authorization": "Bearer "}
    assert client.get("/metrics", REMOTE_ADDR="203.0.113.9", headers=bearer).status_code == 403


def test_ready_while_database_and_redis_answer(transactional_db: None, client: Client) -> None:
    report = client.get("/readyz")
    assert report.status_code == 200 and report.json()["parts"]["database"] == "ok"


def test_not_ready_when_a_part_fails(db: None, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(exposition.CHECKS, "redis", lambda: 1 / 0)
    report = client.get("/readyz")
    assert (report.status_code, report.json()["parts"]["redis"]) == (503, "failed")


def test_a_lost_broker_only_degrades(
    transactional_db: None, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Publisher, "is_down", lambda self: True)
    report = client.get("/readyz")
    assert (report.status_code, report.json()["parts"]["broker"]) == (200, "degraded")
