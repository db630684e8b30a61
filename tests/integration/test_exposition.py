"""What operators and their tools ask of a running web process."""

import asyncio
import re
import threading
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from prometheus_client.core import Metric
from prometheus_client.parser import text_string_to_metric_families
from redis import ConnectionError as RedisConnectionError

from events import redis
from events.broker.publisher import Publisher
from events.delivery.handling import deliver
from events.telemetry import metrics
from lie_project import exposition
from rooms.hub import hub
from rooms.traffic import KEY, traffic
from tests.integration.events.conftest import Bench, bench, body, said
from tests.integration.rooms.sockets import Bus, Opened, ask, bus, opened

__all__ = ["bench", "bus", "opened"]

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("events", "rooms", "game", "chat", "media", "people")
COUNTED = re.compile(r'metrics\.count\(\s*"(\w+)"')


@pytest.fixture(autouse=True)
def empty_redis(valkey_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    traffic.add_up()
    monkeypatch.setattr(traffic, "fullest", 0.0)
    metrics.counting().flush()
    redis.client().flushdb()


class Found(dict[tuple[str, frozenset[str]], float]):
    """Samples by name and the set of their labels' values."""

    def value(self, name: str, *labels: str) -> float:
        return self[name, frozenset(labels)]

    @classmethod
    def of(cls, families: Iterable[Metric]) -> "Found":
        samples = [sample for family in families for sample in family.samples]
        return cls({(s.name, frozenset(s.labels.values())): s.value for s in samples})


def asked(client: Client) -> Found:
    return Found.of(text_string_to_metric_families(client.get("/metrics").content.decode()))


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


def test_whatever_is_counted_is_shown() -> None:
    files = [file for package in PACKAGES for file in (ROOT / package).rglob("*.py")]
    counted = {name for file in files for name in COUNTED.findall(file.read_text())}
    assert {"slow", "worker_ends", "failures"} <= counted
    assert counted - exposition.COUNTERS.keys() == set()


async def test_what_the_sockets_send_and_receive_is_told(bus: Bus, opened: Opened) -> None:
    traffic.add_up()
    before = await asyncio.to_thread(told_of_gateway)  # what other sockets of this process have left
    made = await opened()
    assert (await ask(made, type="no.such"))["code"] == "unknown_type"
    await ask(made, type="ping")
    traffic.add_up()
    await traffic.tell(hub().redis, sockets=1, rooms=1)
    found = await asyncio.to_thread(told_of_gateway)

    def more(name: str, *labels: str) -> float:
        return found.value(name, *labels) - before.get((name, frozenset(labels)), 0)

    assert found.value("lie_frames_sent_total") >= 3 and found.value("lie_frame_bytes_sent_total") > 100
    assert more("lie_frames_received_total") == 2
    assert more("lie_refusals_total", "unknown_type") == 1
    assert more("lie_sockets_opened_total", "portable") == 1
    assert found.value("lie_sockets", traffic.name) == found.value("lie_live_rooms", traffic.name) == 1
    assert 0 < found.value("lie_outbox_fullest", traffic.name) < 0.1


def told_of_gateway() -> Found:
    metrics.counting().flush()
    return Found.of(exposition._counted())


def test_a_process_that_says_nothing_is_no_longer_told_of(monkeypatch: pytest.MonkeyPatch) -> None:
    redis.client().hset(KEY, "gone", b'{"at":1,"sockets":9,"rooms":1,"fullest":0}')
    assert not any("gone" in labels for _, labels in told_of_gateway())
    assert not redis.client().hexists(KEY, "gone")


def test_all_parts_are_asked_at_once_and_none_for_longer_than_a_second(
    transactional_db: None, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    frozen = threading.Event()
    monkeypatch.setattr(exposition, "DEADLINE", 0.3)
    monkeypatch.setattr(exposition, "CHECKS", {"database": frozen.wait, "redis": frozen.wait})
    report = client.get("/readyz")
    assert report.status_code == 503  # though neither has answered
    frozen.set()


def test_sums_wait_while_redis_is_away(monkeypatch: pytest.MonkeyPatch) -> None:
    def gone() -> Any:
        raise RedisConnectionError

    with monkeypatch.context() as patched:
        patched.setattr("events.telemetry.metrics.redis.client", gone)
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
