"""``/metrics`` and ``/readyz``: what operators and their tools ask."""

import hmac
import ipaddress
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

from django.conf import settings
from django.db import connection
from django.db.models import Count
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_GET
from prometheus_client import CollectorRegistry
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily, Metric
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest
from redis import RedisError

import media.exposition
from events import redis
from events.broker import publisher
from events.faults import incidents
from events.models import FailedDelivery, InboxEntry, StoredEvent
from events.telemetry import metrics
from rooms import traffic
from rooms.drain import is_draining
from rooms.models import Room

DEADLINE = 1.0  # seconds for each part of /readyz


class Totals:
    """What all processes have counted, and what the database knows."""

    def collect(self) -> Iterator[Metric]:
        yield from _counted()
        yield from _stored()
        yield from media.exposition.families()


# Sums of all processes (events.telemetry.metrics): name there -> name, what it counts, labels.
COUNTERS = {
    "commands": ("lie_commands", "Commands handled", ["concern", "type", "answer"]),
    "failures": ("lie_failures", "Tries that failed", ["subscriber", "type"]),
    "slow": ("lie_slow_handlers", "Handlers over LIE_HANDLER_SOFT", ["subscriber", "type"]),
    "worker_ends": ("lie_worker_ends", "Workers that ended themselves", ["concern", "reason"]),
    "shed": ("lie_shed", "Cosmetic frames left out", ["type", "reason"]),
    "topology_healed": ("lie_topology_healed", "Exchanges, queues and bindings put back", ["what"]),
    "gateway_faults": ("lie_gateway_faults", "Failures of web processes at frames", ["what"]),
    "gateway_frames_out": ("lie_frames_sent", "Frames to sockets", []),
    "gateway_bytes_out": ("lie_frame_bytes_sent", "Bytes of them", []),
    "gateway_frames_in": ("lie_frames_received", "Frames from sockets", []),
    "gateway_opened": ("lie_sockets_opened", "Sockets, by the way their frames leave", ["path"]),
    "gateway_denied": ("lie_handshakes_limited", "Handshakes refused by a limit", ["status"]),
    "gateway_refused": ("lie_refusals", "Frames of players that were refused", ["code"]),
    "gateway_closed": ("lie_sockets_closed", "Sockets closed by LIE", ["code"]),
    "gateway_resyncs": ("lie_resyncs", "Snapshots for sockets that have missed something", []),
}
# Of each web process now (rooms.traffic).
GAUGES = {
    "sockets": ("lie_sockets", "Open sockets"),
    "rooms": ("lie_live_rooms", "Rooms with a socket"),
    "fullest": ("lie_outbox_fullest", "Largest share of its limit that an outbox ever used"),
}


def _counted() -> Iterator[Metric]:
    try:
        totals, processes = metrics.totals(), traffic.standings(redis.client())
    except RedisError:
        totals, processes = {}, {}
    families = {
        name: CounterMetricFamily(shown, what, labels=labels)
        for name, (shown, what, labels) in COUNTERS.items()
    }
    for (name, *labels), value in totals.items():
        if name in families:
            families[name].add_metric(labels, value)
    yield from families.values()
    for name, (shown, what) in GAUGES.items():
        gauge = GaugeMetricFamily(shown, what, labels=["process"])
        for process, standing in processes.items():
            gauge.add_metric([process], getattr(standing, name))
        yield gauge
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
    failures = FailedDelivery.objects.values_list("subscriber", "state").order_by("subscriber", "state")
    for subscriber, state, number in failures.annotate(number=Count("pk")):
        waiting.add_metric([subscriber, state], number)
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
    degrades.  All parts are asked at once, so that the answer takes no longer than one of them."""
    asked = {name: _pool.submit(check) for name, check in CHECKS.items()}
    until = time.monotonic() + DEADLINE
    parts = {name: _succeeds(answer, until) for name, answer in asked.items()}
    broker = "degraded" if _down() else "ok"
    ready = all(parts.values()) and not is_draining()
    report = {name: "ok" if good else "failed" for name, good in parts.items()} | {"broker": broker}
    return JsonResponse({"ready": ready, "parts": report}, status=200 if ready else 503)


def _succeeds(answer: "Future[Any]", until: float) -> bool:
    try:
        answer.result(max(0, until - time.monotonic()))
    except Exception:  # whatever it is: this part does not work, or not in time
        answer.cancel()
        return False
    return True


def _ask_database() -> None:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    finally:
        connection.close()  # of this thread alone: a new one proves more, and none stays behind


CHECKS: dict[str, Callable[[], Any]] = {"database": _ask_database, "redis": lambda: redis.client().ping()}
