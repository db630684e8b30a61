"""The desk's pages over a log of 100 000 events and 24 000 failures: few queries, each by an index."""

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection, transaction
from django.db.models import Model
from django.test import Client
from django.test.utils import CaptureQueriesContext

from events.models import FailedDelivery, StoredEvent

ROWS = 100_000
FAILURES = 24_000
ROOMS = 500
TYPES = ("game.described", "chat.message_posted", "rooms.player_joined", "game.vote_cast")
START = datetime(2026, 1, 1, tzinfo=UTC)
LOG = "/admin/events/storedevent/"
PARKED = "/admin/events/faileddelivery/"
STEPS = 600_000  # of SQLite's machine for a whole page; one walk over the log's rows takes more


def envelope(n: int) -> str:
    """Each action has 50 events, each the effect of the one before."""
    cause = f"event-{n - 1}" if n % 50 else f"command-{n // 50}"
    return (
        f'{{"specversion":"1.0","id":"event-{n}","source":"/lie/game","type":"{TYPES[n % 4]}",'
        f'"subject":"game/R{n // 200}","time":"2026-01-01T00:00:00Z","datacontenttype":"application/json",'
        f'"dataschema":"/schemas/{TYPES[n % 4]}/1","data":{{"player":"p","text":"line {n}"}},'
        f'"partitionkey":"R{n // 200}","correlationid":"action-{n // 50}","causationid":"{cause}"}}'
    )


def stored(time: datetime) -> Any:
    """As this database keeps it."""
    return connection.ops.adapt_datetimefield_value(time)


def event_row(n: int) -> tuple[Any, ...]:
    return (
        f"game/R{n // 200}",
        n % 200 + 1,
        f"event-{n}",
        "game.match_ended" if n == 7 else TYPES[n % 4],  # the rarest type is the oldest
        f"R{n // 200}",
        stored(START + timedelta(seconds=n)),
        envelope(n),
        "ciphertext-of-a-secret",
        stored(START),
    )


def failure_row(n: int) -> tuple[Any, ...]:
    error = ("ValueError", "KeyError", "TypeError")[n % 3]
    return ("chat", f"game/F{n}", 1, f"event-{n}", TYPES[n % 4], 5, stored(START), "parked", error, "")


def fill(model: type[Model], rows: Iterable[tuple[Any, ...]]) -> None:
    """Insert rows, given without their keys: three times as fast as by way of model instances."""
    fields = model._meta.local_concrete_fields[1:]
    names, places = ", ".join(str(field.column) for field in fields), ", ".join(["%s"] * len(fields))
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.executemany(f"INSERT INTO {model._meta.db_table} ({names}) VALUES ({places})", list(rows))


@pytest.fixture(scope="module")
def long_log(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    with django_db_blocker.unblock():
        fill(StoredEvent, map(event_row, range(ROWS)))
        fill(FailedDelivery, map(failure_row, range(FAILURES)))
    yield
    with django_db_blocker.unblock():
        for table in (StoredEvent, FailedDelivery):
            table.objects.all()._raw_delete("default")


@pytest.fixture
def admin(db: None, client: Client) -> Client:
    # Without a password: to hash one took most of this file's time.
    client.force_login(User.objects.create(username="ann", is_staff=True, is_superuser=True))
    client.cookies["django_language"] = "en"
    return client


@contextmanager
def few_steps() -> Iterator[None]:
    """On SQLite, count the steps of its machine: a walk over a table is seen whatever the clock says."""
    steps = 0

    def count() -> None:
        nonlocal steps
        steps += 1000

    if connection.vendor == "sqlite":
        connection.ensure_connection()
        connection.connection.set_progress_handler(count, 1000)
    try:
        yield
    finally:
        if connection.vendor == "sqlite":
            connection.connection.set_progress_handler(None, 0)
    assert steps <= STEPS, f"{steps} steps: something walks the log"


def reads(asked: CaptureQueriesContext) -> int:
    """Queries, without what only sets a time limit or a savepoint for the next one."""
    return sum(q["sql"].startswith("SELECT") and "set_config" not in q["sql"] for q in asked)


def text(client: Client, url: str, **data: str) -> str:
    response = client.get(url, data)
    assert response.status_code == 200, (response.status_code, response.headers)
    return response.content.decode()


def position(n: int) -> int:
    return StoredEvent.objects.values_list("position", flat=True).get(event_id=f"event-{n}")


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({}, "game/R499</a>#200"),
        ({"p": "10"}, "game/R495</a>#100"),
        ({"room": "r3"}, "game/R3</a>#200"),
        ({"type": "game.match_ended"}, "game/R0</a>#8"),
        ({"type": "game.described", "room": "R3"}, "game/R3</a>#197"),
        ({"stream": "game/R3"}, "game/R3</a>#200"),
        ({"correlation": "action-1"}, "game/R0</a>#100"),
        ({"q": "event-4321"}, "game/R21</a>#122"),
        ({"since": "2026-01-01T00:00:05", "until": "2026-01-01T00:00:09"}, "game/R0</a>#10"),
        ({"since": "2026-01-02T03:46:30"}, "game/R499</a>#200"),
        ({"until": "2026-01-01T00:00:09"}, "game/R0</a>#10"),
        ({"since": "2026-01-01T00:00:00", "type": "game.match_ended"}, "game/R0</a>#8"),
        ({"room": "NONE"}, "0 events"),
        ({"since": "2030-01-01T00:00:00"}, "0 events"),
    ],
)
def test_the_log_is_filtered_by_index_in_ten_queries(
    long_log: None, admin: Client, query: dict[str, str], found: str
) -> None:
    with CaptureQueriesContext(connection) as asked, few_steps():
        page = text(admin, LOG, **query)
    assert reads(asked) <= 10 and found in page


def test_a_time_filter_shows_that_time_alone(long_log: None, admin: Client) -> None:
    page = text(admin, LOG, since="2026-01-01T00:00:05", until="2026-01-01T00:00:09")
    assert re.findall(r"game/R0</a>#(\d+)", page) == ["10", "9", "8", "7", "6"]


def test_what_is_no_time_is_said_and_finds_nothing(long_log: None, admin: Client) -> None:
    page = text(admin, LOG, since="yesterday")
    assert "is no date and time" in page and "0 events" in page


def test_an_event_shows_cause_effect_and_the_whole_action(long_log: None, admin: Client) -> None:
    url = f"{LOG}{position(75)}/change/"
    with CaptureQueriesContext(connection) as asked, few_steps():
        page = text(admin, url)
    assert reads(asked) <= 10
    assert page.count(f"{LOG}{position(74)}/change/") == 2  # as cause, and in the action
    assert page.count(f"{LOG}{position(76)}/change/") == 2  # as effect, and in the action
    assert "command command-1" in page and "game/R0#51" in page and "game/R0#100" in page
    assert "game/R0#50" not in page and "game/R0#101" not in page


@pytest.mark.parametrize(
    "query", [{}, {"state": "parked", "error": "KeyError"}, {"subscriber": "chat"}, {"stream": "game/F9"}]
)
def test_failures_are_listed_and_grouped_in_ten_queries(
    long_log: None, admin: Client, query: dict[str, str]
) -> None:
    with CaptureQueriesContext(connection) as asked:
        page = text(admin, PARKED, **query)
    assert reads(asked) <= 10
    assert page.count("requeue-group") == 12 and ">2000</a>" in page


def test_a_failure_is_shown_in_ten_queries(long_log: None, admin: Client) -> None:
    failure = FailedDelivery.objects.get(stream="game/F77")
    with CaptureQueriesContext(connection) as asked, few_steps():
        page = text(admin, f"{PARKED}{failure.pk}/change/")
    assert reads(asked) <= 10 and "line 77" in page and f"{PARKED}{failure.pk}/drop/" in page


@pytest.mark.parametrize("name", ["subscription", "deskaction", "deadline", "faileddelivery", "storedevent"])
def test_every_list_asks_at_most_ten_queries(long_log: None, admin: Client, name: str) -> None:
    with CaptureQueriesContext(connection) as asked:
        text(admin, f"/admin/events/{name}/")
    assert reads(asked) <= 10


def test_no_page_counts_the_whole_log(long_log: None, admin: Client) -> None:
    with CaptureQueriesContext(connection) as asked:
        assert "Only the first 1000" in text(admin, LOG)
    counting = [query["sql"] for query in asked if "COUNT(" in query["sql"]]
    assert counting and all("LIMIT 1000" in sql for sql in counting)
