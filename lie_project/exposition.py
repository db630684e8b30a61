"""``/metrics`` and ``/readyz``: what operators and their tools ask."""

import hmac
import ipaddress
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from django.conf import settings
from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_GET
from prometheus_client import CollectorRegistry
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily, Metric
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest
from redis import RedisError

from events import incidents, metrics, publisher, redis
from events.models import FailedDelivery, InboxEntry, StoredEvent
from rooms.drain import is_draining
from rooms.models import Room

DEADLINE = 1.0  # seconds for each part of /readyz


class Totals:
    """What all processes have counted, and what the database knows."""

    def collect(self) -> Iterator[Metric]:
        yield from _counted()
        yield from _stored()


def _counted() -> Iterator[Metric]:
    try:
        totals = metrics.totals()
    except RedisError:
        totals = {}
    handled = CounterMetricFamily("lie_commands", "Commands handled", labels=["concern", "type", "answer"])
    failed = CounterMetricFamily("lie_failures", "Tries that failed", labels=["subscriber", "type"])
    healed = CounterMetricFamily(
        "lie_topology_healed", "Exchanges, queues and bindings put back", labels=["what"]
    )
    shed = CounterMetricFamily("lie_shed", "Cosmetic frames left out", labels=["type", "reason"])
    gateway = CounterMetricFamily(
        "lie_gateway_faults", "Failures of web processes at frames", labels=["what"]
    )
    for (name, *labels), value in totals.items():
        if name == "topology_healed":
            healed.add_metric(labels, value)
        elif name == "commands":
            handled.add_metric(labels, value)
        elif name == "failures":
            failed.add_metric(labels, value)
        elif name == "gateway_faults":
            gateway.add_metric(labels, value)
        elif name == "shed":
            shed.add_metric(labels, value)
    yield handled
    yield failed
    yield shed
    yield healed
    yield gateway
    yield _lag(totals)


def _lag(totals: dict[tuple[str, ...], float]) -> Metric:
    """Seconds from an event's commit to its end at a subscriber."""
    family = HistogramMetricFamily(
        "lie_event_lag_seconds", "From commit to handled", labels=["subscriber", "type"]
    )
    pairs = sorted({key[1:3] for key in totals if key[0] == "lag_sum"})
    for pair in pairs:
        running, buckets = 0.0, []
        for bound in [*map(str, metrics.BUCKETS), "+Inf"]:
            running += totals.get(("lag_bucket", *pair, bound), 0)
            buckets.append((bound, running))
        family.add_metric(pair, buckets, totals[("lag_sum", *pair)])
    return family


def _stored() -> Iterator[Metric]:
    unpublished = StoredEvent.objects.filter(published_at__isnull=True).count()
    yield GaugeMetricFamily("lie_outbox", "Events not published yet", value=unpublished)
    yield GaugeMetricFamily("lie_inbox", "Commands remembered", value=InboxEntry.objects.count())
    waiting = GaugeMetricFamily("lie_failed_deliveries", "Events that wait", labels=["subscriber", "state"])
    for failure in FailedDelivery.objects.values_list("subscriber", "state"):
        waiting.add_metric(list(failure), 1)
    yield waiting
    rooms = Room.objects.filter(closed=False, people__gt=0)
    yield GaugeMetricFamily("lie_rooms", "Rooms with somebody in them", value=rooms.count())
    incidents_open = GaugeMetricFamily("lie_incidents", "Open incidents", labels=["kind"])
    for kind, count in incidents.open_counts().items():
        incidents_open.add_metric([kind], count)
    yield incidents_open
    yield GaugeMetricFamily("lie_broker_down", "1 while messages take a detour", value=_down())


def _down() -> int:
    return int(publisher.default().is_down())


@require_GET
def show_metrics(request: HttpRequest) -> HttpResponse:
    """Prometheus' text, for this machine itself or for who has the token."""
    if not (_is_loopback(request) or _has_token(request)):
        return HttpResponse("Metrics are for this machine, or with LIE_METRICS_TOKEN.", status=403)
    registry = CollectorRegistry()
    registry.register(Totals())
    return HttpResponse(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)


def _is_loopback(request: HttpRequest) -> bool:
    if "X-Forwarded-For" in request.headers:
        return False  # a proxy on this machine speaks for somebody else
    try:
        return ipaddress.ip_address(request.META.get("REMOTE_ADDR", "")).is_loopback
    except ValueError:
        return False


def _has_token(request: HttpRequest) -> bool:
    token: str = settings.LIE.metrics_token
    given = request.headers.get("Authorization", "")
    return bool(token) and hmac.compare_digest(given.encode(), f"Bearer {token}".encode())


_pool = ThreadPoolExecutor(4, thread_name_prefix="readiness")


@require_GET
def show_readiness(request: HttpRequest) -> HttpResponse:
    """200 while people can play; 503 when they can't, or this process ends.  A broker that is away only
    degrades."""
    parts = {name: _within_deadline(check) for name, check in CHECKS.items()}
    broker = "degraded" if _down() else "ok"
    ready = all(parts.values()) and not is_draining()
    report = {name: "ok" if good else "failed" for name, good in parts.items()} | {"broker": broker}
    return JsonResponse({"ready": ready, "parts": report}, status=200 if ready else 503)


def _within_deadline(check: Callable[[], Any]) -> bool:
    try:
        _pool.submit(check).result(DEADLINE)
    except Exception:  # whatever it is: this part does not work, or not in time
        return False
    return True


def _ask_database() -> None:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    finally:
        connection.close()  # of this thread alone: a new one proves more, and none stays behind


CHECKS: dict[str, Callable[[], Any]] = {"database": _ask_database, "redis": lambda: redis.client().ping()}
