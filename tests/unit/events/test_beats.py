"""Heartbeats in Redis, and what they come to."""

import os

import pytest

from events import redis
from events.workers import beats
from events.workers.beats import Beat
from events.workers.pulse import Pulse


@pytest.fixture(autouse=True)
def empty(valkey_url: str) -> None:
    redis.client().flushdb()


def test_a_beat_says_what_the_process_does() -> None:
    pulse = Pulse()
    assert beats.beat("chat", pulse).state == "idle"
    with pulse.handling():
        assert beats.beat("chat", pulse).state == "working"
    pulse.broker(away=True)
    beat = beats.beat("chat", pulse)
    assert (beat.state, beat.handled, beat.pid) == ("away", 1, os.getpid())
    assert beat.last is not None and beat.last >= beat.since


def test_workers_are_counted_by_concern_and_other_processes_are_not() -> None:
    for beat in [Beat("chat", "a", 1, 0), Beat("chat", "b", 1, 0), Beat("clock", "a", 2, 0)]:
        beats.send(beat)
    live = beats.live_workers()
    assert live is not None and (live["chat"], live["game"]) == (2, 0) and "clock" not in live
    assert [beat.kind for beat in beats.beats() or []] == ["chat", "chat", "clock"]


def test_a_beat_fades_by_itself() -> None:
    beats.send(Beat("chat", "a", 1, 0))
    assert 0 < redis.client().ttl("lie:beat:chat:a:1") <= beats.TTL


def test_who_is_gone_is_forgotten() -> None:
    beats.send(Beat("chat", "a", 1, 0))
    beats.stop(Beat("chat", "a", 1, 0))
    assert beats.beats() == [] and redis.client().scard(beats.INDEX) == 0


def test_without_redis_nobody_can_tell(monkeypatch: pytest.MonkeyPatch) -> None:
    from redis import Redis

    monkeypatch.setattr(redis, "client", lambda: Redis.from_url("redis://127.0.0.1:1"))
    beats.send(Beat("chat", "a", 1, 0))
    assert beats.live_workers() is None and beats.beats() is None
