"""A few seconds' look at all workers: who serves what, how much they do, what waits, how late it is."""

import time
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from redis import RedisError

from events import registry
from events.telemetry import metrics
from events.workers import beats
from events.workers.beats import Beat
from lie_project.desk import queues
from lie_project.staffing import Load, share

LOOK = 0.5  # seconds between two looks at the beats, which come every second


@dataclass(frozen=True)
class Watched:
    """``workers``: newest beat and messages handled a second of each, by name.  ``loads``: by concern."""

    workers: dict[str, tuple[Beat, float]]
    loads: dict[str, Load]


class Unknown(Exception):
    """Redis, which keeps the beats, does not answer."""


def name_of(beat: Beat) -> str:
    """As people name it: ``game:host:4711``."""
    return f"{beat.kind}:{beat.host}:{beat.pid}"


def living() -> dict[str, Beat]:
    """Workers at work by name, without clock and web.  Raises Unknown."""
    found = beats.beats()
    if found is None:
        raise Unknown("Redis does not answer, so nobody knows who is at work")
    concerns = {concern.name for concern in registry.concerns()}
    return {name_of(beat): beat for beat in found if beat.kind in concerns}


def watch(seconds: float, wait: Callable[[float], None] = time.sleep) -> Watched:
    """Look for so long.  Raises Unknown."""
    first, totals, depths = living(), _totals(), _depths()
    looks: dict[str, list[bool]] = defaultdict(list)
    last, began = first, time.monotonic()
    while time.monotonic() - began < seconds:
        wait(LOOK)  # the look itself takes its time
        last = living()
        for beat in last.values():
            looks[beat.kind].append(beat.state == "working")
    took = max(time.monotonic() - began, LOOK)
    handled = {name: _handled(beat, first.get(name)) for name, beat in last.items()}
    rates = {name: count / took for name, count in handled.items()}
    lags = queues.lags(_since(totals, _totals())) if totals else {}  # else all since the start would count
    now = _depths()
    loads = {
        concern.name: Load(
            workers=sum(beat.kind == concern.name for beat in last.values()),
            waiting=now.get(concern.name),
            before=depths.get(concern.name),
            rate=sum(rates[name] for name, beat in last.items() if beat.kind == concern.name),
            busy=share(looks[concern.name]),
            lag=_lag(lags, concern.name),
            seen=sum(handled[name] for name, beat in last.items() if beat.kind == concern.name),
        )
        for concern in registry.concerns()
    }
    return Watched({name: (beat, rates[name]) for name, beat in last.items()}, loads)


def _handled(beat: Beat, before: Beat | None) -> int:
    """Since the look began; a process that came meanwhile has done all of its work in it."""
    return beat.handled - (before.handled if before else 0)


def _lag(lags: Mapping[str, float | None], concern: str) -> float | None:
    """Seconds, at least; None when nothing is known."""
    known = lags.get(concern)
    return metrics.BUCKETS[-1] if known is None and concern in lags else known


def _since(before: queues.Totals, now: queues.Totals) -> Mapping[tuple[str, ...], float]:
    grown = {name: value - before.get(name, 0) for name, value in now.items()}
    return {name: value for name, value in grown.items() if value > 0}


def _totals() -> queues.Totals:
    try:
        return metrics.totals()
    except RedisError:
        return {}


def _depths() -> Mapping[str, int]:
    """What waits by concern; nothing when the broker does not say."""
    try:
        return queues.depths()
    except Exception:  # transports have no common base of errors
        return {}
