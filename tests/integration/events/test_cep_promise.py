"""The same log gives the same matches, whatever happens to messages and workers on the way."""

import contextlib
import random
import threading
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import msgspec
import pytest
from django.db import connections
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from events.log import store
from events.models import Cursor, PatternWindow, StoredEvent
from events.patterns import cep, thresholds, watching
from events.schema import Event
from tests.integration.events.pattern_log import START, Log, dropped, returned, said, using
from tests.integration.events.test_cep import SHORT

FAR = START + timedelta(days=2)
Script = list[tuple[int, int, str, Event]]
SCRIPT = st.lists(
    st.tuples(
        st.integers(0, 6000),  # ms since the one before
        st.integers(0, cep.SETTLE - 1),  # ms under way into the log
        st.sampled_from(["ABCDE", "FGHJK"]),
        st.sampled_from([said(), said("bob"), said(), dropped(), dropped("bob"), returned()]),
    ),
    min_size=1,
    max_size=25,
)


class Killed(BaseException):
    """As SIGKILL: nothing of ours catches it."""


def kill(*_: object, **__: object) -> None:
    raise Killed


def found(log: Log) -> Counter[bytes]:
    return Counter(msgspec.json.encode(match) for match in log.matches())


def straight_run(log: Log) -> Counter[bytes]:
    """The matches of the same log when nothing goes wrong."""
    StoredEvent.objects.filter(type="patterns.pattern_matched").delete()
    PatternWindow.objects.all().delete()
    Cursor.objects.all().delete()
    return finish(log)


def finish(log: Log) -> Counter[bytes]:
    for body in log.bodies:
        log.deliver(body)
    watching.expire(FAR)
    return found(log)


def trouble(log: Log, now: datetime, rng: random.Random, monkeypatch: pytest.MonkeyPatch) -> None:
    """Messages come late, swapped and doubled, the clock ticks, workers are killed or restarted."""
    for _ in range(rng.choice([0, 1, 2])):
        with monkeypatch.context() as patch, contextlib.suppress(Killed):
            if rng.random() < 0.3:
                patch.setattr(*rng.choice([(PatternWindow, "save"), (store, "append")]), kill)
            log.deliver(rng.choice(log.bodies))
    if rng.random() < 0.3:
        with monkeypatch.context() as patch, contextlib.suppress(Killed):
            if rng.random() < 0.3:
                patch.setattr(store, "append", kill)
            if rng.random() < 0.5:
                watching.expire(now)
            else:
                watching.look("ABCDE", now)
    if rng.random() < 0.3:
        thresholds.forget()


@pytest.fixture
def log(db: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[Log]:
    with using(SHORT, monkeypatch) as made:
        yield made


@given(script=SCRIPT, seed=st.integers(0, 2**32))
@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_delays_duplicates_and_deaths_change_no_match(
    log: Log, monkeypatch: pytest.MonkeyPatch, script: Script, seed: int
) -> None:
    StoredEvent.objects.all().delete()
    PatternWindow.objects.all().delete()
    Cursor.objects.all().delete()
    log.bodies.clear()
    now, rng = START, random.Random(seed)
    for gap, delay, room, event in script:
        now += timedelta(milliseconds=gap)
        log.append(event, now - timedelta(milliseconds=delay), room)
        trouble(log, now, rng, monkeypatch)
    assert finish(log) == straight_run(log)


@pytest.fixture
def committed(transactional_db: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[Log]:
    with using(SHORT, monkeypatch) as made:
        yield made


def test_workers_and_clock_at_once_find_each_match_once(committed: Log) -> None:
    log, rng, over = committed, random.Random(7), threading.Event()

    def work(seed: int) -> None:
        mine, now = random.Random(seed), START
        try:
            while not over.is_set():
                now = max(now, START + timedelta(seconds=2 * len(log.bodies) - 2))
                log.deliver(mine.choice(log.bodies))
                watching.look("ABCDE", now)
        finally:
            connections.close_all()

    log.append(said())
    with ThreadPoolExecutor(4) as workers:
        done = [workers.submit(work, seed) for seed in range(4)]
        try:
            for second in range(2, 160, 2):
                log.append(rng.choice([said(), said("bob"), dropped()]), START + timedelta(seconds=second))
        finally:
            over.set()
    assert not any(task.exception() for task in done)
    assert found(log) and finish(log) == straight_run(log)
