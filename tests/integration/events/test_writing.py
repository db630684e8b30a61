"""What one transaction appends is inserted by one statement, and nobody can tell."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from events import registry
from events.catalogue import ChatMemberJoined
from events.delivery.together import Letter, deliver_together
from events.log import store
from events.messages.commands import Say
from events.messages.envelope import wrap_command
from events.models import InboxEntry, StoredEvent
from events.registry import Concern
from events.work import UnitOfWork, unit_of_work
from tests.integration.events.conftest import Bench, body, said

STREAM = "chat/ABCDE"


def joined(name: str) -> ChatMemberJoined:
    return ChatMemberJoined(player="p", nickname=name)


def answer(work: UnitOfWork, event: ChatMemberJoined) -> None:
    """A follow-up event in a stream of its own."""
    stream = f"media/{work.room}"
    work.append(stream, [event], expected=store.head(stream))


@contextmanager
def working() -> Iterator[UnitOfWork]:
    with unit_of_work(wrap_command(Say(text="x"), "ABCDE")) as work:
        yield work


def inserts(asked: CaptureQueriesContext) -> int:
    return sum(query["sql"].startswith(f"INSERT INTO {StoredEvent._meta.db_table}") for query in asked)


# --- how many statements -------------------------------------------------------------------


def test_sixteen_commands_take_no_more_statements_than_one(bench: Bench) -> None:
    bodies = [body(said(str(n), frame=f"frame-{n:02}")) for n in range(16)]
    with CaptureQueriesContext(connection) as asked:
        deliver_together("chat", [Letter(raw) for raw in bodies])
    assert InboxEntry.objects.count() == StoredEvent.objects.count() == 16
    assert len(asked) <= 7  # begin, inbox, head, the log's lock, insert, inbox, commit
    assert inserts(asked) == 1


def test_sixteen_events_with_a_follow_up_in_each_of_four_rooms(bench: Bench) -> None:
    registry.install([Concern("media", {}, {ChatMemberJoined: (answer,)})])
    bodies = [raw for room in ("AAAAA", "BBBBB", "CCCCC", "DDDDD") for raw in bench.log(*"1234", room=room)]
    with CaptureQueriesContext(connection) as asked:
        deliver_together("media", [Letter(raw) for raw in bodies])
    assert StoredEvent.objects.filter(stream__startswith="media/").count() == 16
    assert len(asked) <= 10  # begin, cursors, four heads, the log's lock, insert, cursors, commit
    assert inserts(asked) == 1


def test_an_event_that_comes_alone_takes_four_statements(bench: Bench) -> None:
    (raw,) = bench.log("one")
    with CaptureQueriesContext(connection) as asked:
        deliver_together("media", [Letter(raw)])
    assert bench.handled == ["one"]
    assert len(asked) <= 4  # standing, begin, cursor, commit


# --- nobody can tell -----------------------------------------------------------------------


@pytest.mark.usefixtures("bench")
def test_whoever_asks_in_the_same_transaction_finds_what_was_appended() -> None:
    with working() as work:
        work.append(STREAM, [joined("a")], expected=0)
        assert StoredEvent.objects.filter(stream=STREAM).count() == 1
        work.append(STREAM, [joined("b")], expected=1)
        assert store.head(STREAM) == 2
        assert list(store.history(STREAM)) == [joined("a"), joined("b")]


@pytest.mark.usefixtures("bench")
def test_rows_have_positions_in_the_order_in_which_they_were_appended() -> None:
    with working() as work:
        for place, stream in enumerate((STREAM, "media/ABCDE", STREAM)):
            work.append(stream, [joined(str(place))], expected=store.head(stream))
    positions = [row.position for row in work.stored]
    assert positions == sorted(positions)
    assert [row.position for row in store.read_log()] == positions


@pytest.mark.usefixtures("bench")
def test_what_is_rolled_back_to_a_savepoint_takes_nothing_from_before_with_it() -> None:
    with working() as work:
        work.append(STREAM, [joined("before")], expected=0)
        with suppress(ZeroDivisionError), transaction.atomic():
            work.append(STREAM, [joined("within")], expected=1)
            work.append("media/ABCDE", [joined(str(1 / 0))], expected=0)
        work.append(STREAM, [joined("after")], expected=1)
    assert list(store.history(STREAM)) == [joined("before"), joined("after")]


@pytest.mark.usefixtures("bench")
def test_a_unit_within_a_unit_comes_after_what_was_appended_before_it() -> None:
    with working() as outer:
        outer.append(STREAM, [joined("first")], expected=0)
        with working() as inner:
            inner.append(STREAM, [joined("second")], expected=store.head(STREAM))
        outer.append(STREAM, [joined("third")], expected=store.head(STREAM))
    assert list(store.history(STREAM)) == [joined("first"), joined("second"), joined("third")]


# --- conflicts -----------------------------------------------------------------------------


@pytest.mark.usefixtures("bench")
def test_a_conflict_with_oneself_is_told_at_once() -> None:
    with pytest.raises(store.Conflict), working() as work:
        work.append(STREAM, [joined("a")], expected=0)
        work.append(STREAM, [joined("b")], expected=0)
    assert not StoredEvent.objects.exists()


@pytest.mark.usefixtures("bench")
def test_no_effect_is_committed_without_its_events_even_if_a_handler_ignores_the_conflict() -> None:
    with working() as work:
        work.append(STREAM, [joined("faster")], expected=0)
    with pytest.raises(Exception, match="faster|aborted"), working() as work:
        InboxEntry.objects.create(subscriber="chat", message_id="x", answer="done")
        work.append(STREAM, [joined("slower")], expected=0)
        with suppress(store.Conflict):
            store.insert_now()
    assert list(store.history(STREAM)) == [joined("faster")]
    assert not InboxEntry.objects.exists()
