"""Readers of the log: from any place, each event once, in order, with nothing left out (G10)."""

import itertools
import random
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.utils import timezone

from events.log import reading
from events.log.selection import Selection
from events.models import StoredEvent
from tests.integration.events.logs import WORD, a_game, append, fault, joined, spoken

Rows = Sequence[StoredEvent]


@pytest.fixture(autouse=True)
def unpublished(transactional_db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("events.broker.publisher.publish_stored", lambda rows: [])


def positions(rows: Rows) -> list[int]:
    return [row.position for row in rows]


# --- pages ---------------------------------------------------------------------------------


def test_pages_join_without_hole_or_repeat() -> None:
    stored = append(*(joined(str(n)) for n in range(7)))
    after, seen = 0, []
    for _ in range(4):
        page = reading.page(Selection(after=after, limit=2))
        seen += positions(page.rows)
        after = page.next
    assert seen == positions(stored) and page.level


def test_a_page_passes_over_what_was_left_out() -> None:
    append(joined("a"), room="AAAAA")
    (other,) = append(joined("b"), room="BBBBB")
    page = reading.page(Selection(room="AAAAA"))
    assert len(page.rows) == 1 and page.next == other.position


def test_a_place_beyond_the_end_waits_for_it() -> None:
    (last,) = append(joined("a"))
    beyond = last.position + 10_000
    page = reading.page(Selection(after=beyond))
    assert (list(page.rows), page.next, page.level) == ([], beyond, True)


def test_room_stream_and_type_narrow_the_selection() -> None:
    append(*a_game("AAAAA"), room="AAAAA")
    append(*a_game("BBBBB"), room="BBBBB")
    types = frozenset({"game.vote_cast", "rooms.room_created"})
    page = reading.page(Selection(room="BBBBB", stream="game/BBBBB", types=types))
    assert [(row.stream, row.type) for row in page.rows] == [("game/BBBBB", "game.vote_cast")]


def test_a_time_finds_what_was_made_then_or_later_even_if_stored_out_of_its_order() -> None:
    noon = datetime(2026, 1, 31, 12, tzinfo=UTC)
    minutes = [-90, -60, -2, 3, -1, 0, 5]  # a slow transaction commits after a fast one
    for minute in minutes:
        append(joined(str(minute)), at=noon + timedelta(minutes=minute))
    page = reading.page(Selection(since=noon))
    assert [row.time - noon for row in page.rows] == [timedelta(minutes=m) for m in (3, 0, 5)]


def test_sealed_fields_are_not_even_fetched(django_assert_max_num_queries: Any) -> None:
    append(*a_game("ABCDE"))
    with django_assert_max_num_queries(3) as asked:
        reading.page(Selection(since=timezone.now() - timedelta(days=1)))
    assert '"sealed"' not in str(asked.captured_queries)


# --- G10 -----------------------------------------------------------------------------------

WRITERS, READERS, EACH = 4, 100, 40
STREAMS = ("AAAAA", "BBBBB", "CCCCC")


def a_writer(seed: int) -> None:
    """Appends to streams that others append to as well, and now and then takes its time to commit."""
    dice = random.Random(seed)
    for n in range(EACH):
        pause = dice.choice([0, 0, 0.001, 0.004])
        # A late commit is what is tested: readers must wait for it, not pass it.
        append(
            *(joined(f"{seed}-{n}-{part}") for part in range(dice.randint(1, 3))),
            room=dice.choice(STREAMS),
            before_commit=lambda pause=pause: time.sleep(pause),  # type: ignore[misc]
        )


def in_threads(work: Callable[[int], Any], count: int, workers: int) -> list[Any]:
    def run(n: int) -> Any:
        try:
            return work(n)
        finally:
            connection.close()

    with ThreadPoolExecutor(workers) as pool:
        return list(pool.map(run, range(count)))


def test_a_hundred_readers_join_at_random_moments_and_miss_and_repeat_nothing() -> None:
    append(joined("first"))
    finished = threading.Event()

    def a_reader(number: int) -> tuple[int, Rows]:
        dice = random.Random(number)
        head = StoredEvent.objects.latest("position").position
        start = dice.choice([0, head, dice.randint(0, head)])
        selection = Selection(after=start, limit=dice.choice([5, 30, 100]))
        level_after_the_end = iter([True, False])

        def go_on() -> bool:
            return next(level_after_the_end) if finished.wait(dice.uniform(0, 0.005)) else True

        return start, list(reading.follow(selection, go_on=go_on))

    def write(_: int) -> None:
        in_threads(a_writer, WRITERS, WRITERS)
        finished.set()

    with ThreadPoolExecutor(1) as pool:
        writing = pool.submit(write, 0)
        readings = in_threads(a_reader, READERS, 10)
        writing.result()

    everything = positions(list(StoredEvent.objects.order_by("position")))
    assert len(everything) > WRITERS * EACH
    for start, rows in readings:
        assert positions(rows) == [position for position in everything if position > start]
        assert_no_holes(rows)


def assert_no_holes(rows: Rows) -> None:
    """Of each stream, one sequence after the other."""
    streams: dict[str, list[int]] = defaultdict(list)
    for row in rows:
        streams[row.stream].append(row.sequence)
    for sequences in streams.values():
        assert sequences == list(range(sequences[0], sequences[0] + len(sequences)))


def test_a_reader_of_one_room_is_not_held_up_by_the_others() -> None:
    append(joined("a"), room="AAAAA")
    rounds = itertools.count()

    def go_on() -> bool:
        append(joined("b"), room="BBBBB")
        append(joined("a"), room="AAAAA")
        return next(rounds) < 3

    rows = list(reading.follow(Selection(room="AAAAA"), go_on=go_on))
    assert [row.sequence for row in rows] == [1, 2, 3, 4]


# --- over HTTP -----------------------------------------------------------------------------


@pytest.fixture
def staff(client: Client) -> Client:
    client.force_login(User.objects.create(username="staff", is_staff=True))
    return client


def test_staff_read_the_log_page_by_page(staff: Client) -> None:
    stored = append(joined("a"), joined("b"), joined("c"))
    first = staff.get("/api/events", {"limit": 2}).json()
    second = staff.get("/api/events", {"limit": 2, "after": first["next"]}).json()
    ids = [event["id"] for event in first["events"] + second["events"]]
    assert ids == [row.event_id for row in stored]
    assert staff.get("/api/events", {"after": second["next"]}).json()["events"] == []


def test_an_event_is_read_as_it_was_published_with_its_place(staff: Client) -> None:
    (row,) = append(spoken("안녕"))
    response = staff.get("/api/events")
    (event,) = response.json()["events"]
    assert event.pop("position") == str(row.position)
    assert event == {
        **event,
        "specversion": "1.0",
        "subject": "chat/ABCDE",
        "sequence": "1",
        "actor": "alice",
    }
    assert event["data"]["text"] == "안녕"
    assert response.headers["Cache-Control"] == "no-store"


def test_staff_are_not_shown_what_is_sealed(staff: Client) -> None:
    append(*a_game("ABCDE"))
    body = staff.get("/api/events").content.decode()
    assert "game.round_dealt" in body and "game.vote_cast" in body
    for secret in (WORD, "n0nce", "bob", "conn-secret", "gAAAA"):
        assert secret not in body


def test_nobody_else_reads_the_log(client: Client) -> None:
    assert client.get("/api/events").status_code == 403
    client.force_login(User.objects.create(username="anybody"))
    response = client.get("/api/events")
    assert response.status_code == 403 and response.json()["message"]
    client.force_login(User.objects.create(username="gone", is_staff=True, is_active=False))
    assert client.get("/api/events").status_code == 403


@pytest.mark.parametrize(
    "query",
    ["after=x", "limit=501", "since=yesterday", "type=no.such", "room=%00", "evil=1", "after=1&after=2"],
)
def test_a_bad_question_is_answered_with_a_sentence(staff: Client, query: str) -> None:
    response = staff.get(f"/api/events?{query}")
    assert response.status_code == 400
    assert query.partition("=")[0] in response.json()["message"] or "no.such" in response.json()["message"]


def test_a_full_page_costs_no_more_queries_than_an_empty_one(
    staff: Client, django_assert_max_num_queries: Any
) -> None:
    append(*(joined(str(n)) for n in range(300)))
    with django_assert_max_num_queries(5):  # two of them: who asks
        assert len(staff.get("/api/events", {"limit": 500}).json()["events"]) == 300


def test_the_log_can_only_be_read(staff: Client) -> None:
    assert staff.post("/api/events").status_code == 405


def test_staff_see_faults_too(staff: Client) -> None:
    append(fault())
    assert len(staff.get("/api/events", {"type": "fault.event_parked"}).json()["events"]) == 1
