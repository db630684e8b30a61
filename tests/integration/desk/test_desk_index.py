"""The desk: what it counts, and that it says so when it does not know."""

import threading
import time
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone
from redis import RedisError

from events import redis
from events.models import StoredEvent
from events.workers import beats
from lie_project.desk import asking, figures, plots, queues
from lie_project.desk.asking import Asked
from media import nodes
from rooms.models import Room
from tests.bus import Bus
from tests.integration.people.test_counting import start

NOON = datetime(2026, 3, 1, 12, 30, tzinfo=UTC)


@pytest.fixture
def ann(valkey_url: str, transactional_db: None) -> Client:
    redis.client().flushdb()
    client = Client(headers={"accept-language": "en"})
    client.force_login(User.objects.create_superuser("ann"))
    return client


def opened(code: str, at: datetime, **fields: Any) -> None:
    Room.objects.create(code=code, language="en", public=True, capacity=8, opened_at=at, **fields)


def test_it_counts_rooms_people_and_games(bus: Bus) -> None:
    start(bus, "bob", "cem")
    desk = figures.desk(timezone.now())
    assert (desk.rooms, desk.players, desk.games, desk.parked, desk.reports) == (1, 3, 1, 0, 0)
    assert [row.name for row in desk.concerns if row.waiting] == []


def test_the_games_of_yesterday_are_not_of_today(bus: Bus) -> None:
    start(bus, "bob", "cem")
    StoredEvent.objects.update(time=NOON - timedelta(days=1))
    assert figures.desk(NOON).games == 0


def test_the_hours_of_a_day_are_counted_each(ann: Client) -> None:
    for code, ago in (("A", 0), ("B", 0), ("C", 23), ("D", 24)):
        opened(code, NOON - timedelta(hours=ago))
    hours = figures.desk(NOON).hours
    assert hours is not None and len(hours) == 24
    assert (hours[0][1], hours[-1][1], sum(n for _, n, _ in hours)) == (1, 2, 3)


def test_workers_and_media_servers_are_seen(ann: Client) -> None:
    beats.send(beats.Beat("game", "host", 7, time.time()))
    desk = figures.desk(timezone.now())
    assert {row.name: row.workers for row in desk.concerns}["game"] == 1
    assert {row.name: row.workers for row in desk.concerns}["chat"] == 0 and desk.media == []


def test_a_question_that_takes_too_long_is_unknown_in_time() -> None:
    late = threading.Event()
    asked = Asked({"slow": late.wait, "quick": lambda: 1}, deadline=0.1)
    began = time.monotonic()
    assert (asked.answer("slow"), asked.answer("quick")) == (None, 1)
    assert time.monotonic() - began < asking.DEADLINE
    late.set()


def test_all_questions_together_have_one_deadline(
    ann: Client, monkeypatch: pytest.MonkeyPatch, django_assert_num_queries: Any
) -> None:
    with django_assert_num_queries(0):
        desk = figures.desk(NOON, patience=0)
    known = {name: value for name, value in asdict(desk).items() if value is not None}
    assert set(known) == {"concerns"} and {row.lag for row in desk.concerns} == {None}


def test_a_question_has_what_those_before_it_have_left(ann: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    left = [0.6, 0.0]
    monkeypatch.setattr(Asked, "left", lambda self: left.pop(0) if len(left) > 1 else left[0])
    desk = figures.desk(NOON)
    assert desk.rooms == 0 and (desk.reports, desk.parked, desk.hours) == (None, None, None)


def test_what_cannot_be_asked_is_unknown_and_all_else_is_shown(
    ann: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away() -> Any:
        raise RedisError

    for module, name in ((nodes, "living"), (queues, "depths"), (beats, "beats")):
        monkeypatch.setattr(module, name, away)
    monkeypatch.setattr(figures, "_live", lambda: (3, 17))
    page = ann.get("/admin/").content.decode()
    assert "<strong>17</strong>" in page and page.count("unknown") >= 2


def test_an_account_that_only_writes_words_is_asked_nothing(
    ann: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    User.objects.update(is_superuser=False)
    monkeypatch.setattr(figures, "desk", lambda now: pytest.fail("asked"))
    assert ann.get("/admin/").status_code == 200


def test_the_lag_is_that_of_nearly_all_events() -> None:
    totals: queues.Totals = {
        ("lag_bucket", "chat", "a", "0.01"): 90.0,
        ("lag_bucket", "chat", "b", "0.5"): 9.0,
    }
    assert queues.lags({**totals, ("lag_bucket", "chat", "b", "+Inf"): 1.0}) == {"chat": 0.5}
    assert queues.lags({("lag_bucket", "game", "a", "+Inf"): 1.0}) == {"game": None}


def test_bars_are_as_tall_as_their_numbers() -> None:
    plot = plots.hours([(NOON, 2, 4), (NOON, 0, 1)])
    assert [bar.height for bar in plot.bars] == [51.0, 102.0, 0.0, 25.5] and plot.most == 4
    assert plots.hours([]).bars == []
