"""The log and what is folded from it."""

import pytest

from events import redis
from events.catalogue import RoundDealt, SeatTaken, TableOpened, VoteCast
from events.log import store
from events.log.store import Conflict
from events.messages.commands import ShowGame
from events.messages.envelope import wrap_command
from events.models import StoredEvent
from events.schema import Event
from events.work import unit_of_work
from game.services import TABLES

STREAM = "game/ABCDE"


def seat(player: str) -> SeatTaken:
    return SeatTaken(player=player, nickname=player, bot=False)


def append(*events: Event, expected: int) -> None:
    with unit_of_work(wrap_command(ShowGame(), "ABCDE")) as work:
        work.append(STREAM, events, expected=expected)


@pytest.fixture(autouse=True)
def unpublished(transactional_db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("events.broker.publisher.publish_stored", lambda rows: [])


def test_a_stream_is_numbered_without_holes() -> None:
    append(TableOpened(language="ko"), seat("a"), expected=0)
    append(seat("b"), expected=2)
    assert [row.sequence for row in store.read(STREAM)] == [1, 2, 3]


def test_two_who_expect_the_same_cannot_both_append() -> None:
    append(TableOpened(language="ko"), expected=0)
    with pytest.raises(Conflict):
        append(seat("late"), expected=0)
    assert store.head(STREAM) == 1


def test_a_reader_may_start_anywhere() -> None:
    append(*(seat(str(n)) for n in range(5)), expected=0)
    positions = [row.position for row in store.read_log()]
    assert positions == sorted(positions)
    assert [row.position for row in store.read_log(after=positions[2])] == positions[3:]


def test_sealed_fields_are_not_readable_in_the_row_and_come_back_in_the_fold() -> None:
    append(VoteCast(voter="alice", target="bob"), expected=0)
    row = StoredEvent.objects.get()
    assert "bob" not in row.envelope and "bob" not in row.sealed
    assert list(store.history(STREAM)) == [VoteCast(voter="alice", target="bob")]


def test_a_dealt_word_lies_nowhere_in_the_clear() -> None:
    dealt = RoundDealt(
        round=1, category="c", order=[], commitment="x", word="바나나", aliases=[], liars=[], nonce="n"
    )
    append(dealt, expected=0)
    row = StoredEvent.objects.get()
    assert "바나나" not in row.envelope + row.sealed


@pytest.fixture
def empty_redis(valkey_url: str) -> None:
    redis.client().flushdb()


def kept() -> bytes:
    value = redis.client().get("lie:state:game:ABCDE")
    assert isinstance(value, bytes)
    return value


def test_a_lost_snapshot_costs_only_a_longer_fold(empty_redis: None) -> None:
    append(TableOpened(language="ko"), seat("a"), expected=0)
    table, version = TABLES.load("ABCDE")
    TABLES.keep("ABCDE", table, version)
    assert TABLES.load("ABCDE") == (table, 2)
    redis.client().delete("lie:state:game:ABCDE")
    assert TABLES.load("ABCDE") == (table, 2)


@pytest.mark.parametrize("damaged", [b"garbage", b"2 not-sealed", b"99 gAAAA"])
def test_a_damaged_or_foreign_snapshot_is_not_believed(empty_redis: None, damaged: bytes) -> None:
    append(TableOpened(language="ko"), seat("a"), expected=0)
    redis.client().set("lie:state:game:ABCDE", damaged)
    table, version = TABLES.load("ABCDE")
    assert version == 2 and [s.player for s in table.seats] == ["a"]
    TABLES.keep("ABCDE", table, version)
    assert kept()[:2] == b"2 "


def test_an_older_snapshot_does_not_replace_a_newer_one(empty_redis: None) -> None:
    append(TableOpened(language="ko"), seat("a"), seat("b"), expected=0)
    table, _ = TABLES.load("ABCDE")
    TABLES.keep("ABCDE", table, 3)
    TABLES.keep("ABCDE", TABLES.empty, 1)
    assert kept()[:2] == b"3 "


def test_the_kept_state_does_not_show_the_word(empty_redis: None) -> None:
    dealt = RoundDealt(
        round=1, category="c", order=["a"], commitment="x", word="바나나", aliases=[], liars=["a"], nonce="n"
    )
    append(TableOpened(language="ko"), seat("a"), dealt, expected=0)
    TABLES.keep("ABCDE", *TABLES.load("ABCDE"))
    assert "바나나".encode() not in kept()
