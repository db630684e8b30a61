"""When a worker is of no use, and when it only seems so."""

import time
from collections.abc import Iterator

import pytest

from events.delivery import limits
from events.workers import watchdog
from events.workers.pulse import Pulse
from events.workers.watchdog import DEAF, HARD_LIMIT, STUCK, Watchdog


class Time:
    """Monotonic time that passes when told to."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Time:
    made = Time()
    monkeypatch.setattr(time, "monotonic", made)
    return made


class Worker:
    """A worker under watch; ``waiting``: what its broker says."""

    def __init__(self, clock: Time) -> None:
        self.clock, self.pulse, self.waiting = clock, Pulse(), 0
        self.dog = Watchdog("chat", self.pulse, lambda: self.waiting, end=lambda code: None)

    def after(self, seconds: int, *, ticks: bool = True) -> int | None:
        """What the watchdog finds within so many seconds, looking every second."""
        for _ in range(seconds):
            self.clock.now += 1
            if ticks:
                self.pulse.tick()
            if wrong := self.dog.look():
                return wrong
        return None


@pytest.fixture
def worker(clock: Time) -> Worker:
    return Worker(clock)


@pytest.fixture
def slow_handler(worker: Worker, db: None) -> Iterator[None]:
    with worker.pulse.handling(), limits.limited("chat", "chat.say", "1"):
        yield


def test_silence_is_no_reason_while_nothing_waits(worker: Worker) -> None:
    assert worker.after(600) is None


def test_who_receives_nothing_although_messages_wait_is_deaf(worker: Worker) -> None:
    worker.waiting = 3
    assert worker.after(20) == DEAF


def test_who_receives_is_not_deaf_however_much_waits(worker: Worker) -> None:
    worker.waiting = 10_000
    for _ in range(60):
        worker.pulse.received()
        assert worker.after(3) is None


def test_a_broker_that_is_away_or_does_not_answer_is_no_reason(worker: Worker) -> None:
    worker.waiting = 3
    worker.pulse.broker(away=True)
    assert worker.after(120) is None
    worker.pulse.broker(away=False)
    worker.waiting = None  # type: ignore[assignment]
    assert worker.after(120) is None


def test_a_loop_that_hangs_is_stuck(worker: Worker) -> None:
    assert worker.after(29, ticks=False) is None
    assert worker.after(3, ticks=False) == STUCK


def test_a_handler_over_the_hard_limit_ends_the_worker_and_none_before(
    worker: Worker, slow_handler: None
) -> None:
    worker.waiting = 3
    assert worker.after(20) is None
    assert worker.after(2) == HARD_LIMIT


def test_messages_in_hand_that_never_end_are_stuck(worker: Worker) -> None:
    with worker.pulse.handling():
        assert worker.after(59) is None
        assert worker.after(3) == STUCK


def test_time_in_which_the_whole_process_was_frozen_does_not_count(worker: Worker) -> None:
    worker.clock.now += 3600
    assert worker.dog.look() is None
    assert worker.after(10) is None


def test_a_watchdog_that_finds_something_ends_the_process_once(
    worker: Worker, monkeypatch: pytest.MonkeyPatch
) -> None:
    ends: list[int] = []
    monkeypatch.setattr(watchdog, "EVERY", 0)
    worker.dog.end = ends.append
    worker.clock.now += 1
    monkeypatch.setattr(worker.dog, "look", lambda: DEAF)
    worker.dog._run()
    assert ends == [DEAF]
