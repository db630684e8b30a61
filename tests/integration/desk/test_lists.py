"""Every list of the admin over 10 000 rows: few queries, whatever is in it; and who may see which."""

import importlib
import re
from datetime import UTC, datetime
from typing import Any

import pytest
from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from django.apps import apps
from django.contrib import admin
from django.contrib.admin.utils import label_for_field
from django.contrib.auth.models import Group, User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from chat.models import ChatRoom, FilteredWord, Message
from events.models import Cursor, Deadline, DeskAction, FailedDelivery, Incident, StoredEvent
from game.models import Pack, TableRecord, Word
from media.models import MediaSession
from people.models import Ledger, Person, Report, Sanction, Standing
from rooms.models import Room

ROWS = 10_000
MOST = 10  # queries of a list, session and account among them
START = datetime(2026, 1, 1, tzinfo=UTC)


def rows(first: Any, **differ: str) -> None:
    """``ROWS`` like the first one, made by the database itself; ``differ``: columns as SQL of ``n.i``, the
    number of the row."""
    first.save(force_insert=True)
    table = first._meta.db_table
    columns = [field.column for field in first._meta.fields if field.column != "id" or "id" in differ]
    values = ", ".join(differ.get(column, f't."{column}"') for column in columns)
    names = ", ".join(f'"{column}"' for column in columns)
    with connection.cursor() as cursor:
        cursor.execute(
            f"WITH RECURSIVE n(i) AS (SELECT 2 UNION ALL SELECT i + 1 FROM n WHERE i < {ROWS})"
            f' INSERT INTO "{table}" ({names}) SELECT {values} FROM n, "{table}" t'
        )


@pytest.fixture
def full(db: None) -> None:
    Ledger(room="ABCDE").save()
    one = {"ledger_id": "ABCDE", "player": "p1", "at": START, "id": 1}
    rows(Room(code="R1", language="en", public=True, capacity=8), code="'R' || n.i")
    rows(Report(**one, reporter="cem", reason="insult"), id="n.i", player="'p' || n.i")
    rows(Sanction(**one, kind="ban", reason="hate", by="mod"), id="n.i", player="'p' || n.i")
    rows(Person(player="p1", nickname="Ann"), player="'p' || n.i")
    rows(Standing(player="p1"), player="'p' || n.i")
    rows(TableRecord(room="R1", version=1), room="'R' || n.i")
    rows(MediaSession(room="R1", created_at=START), room="'R' || n.i")
    rows(FilteredWord(word="w1"), word="'w' || n.i")
    pack = Pack.objects.create(language="en", topic="things", title="Things")
    rows(Word(pack=pack, text="w1"), text="'w' || n.i")
    chat = ChatRoom.objects.create(code="ABCDE", version=1, opened_at=START)
    line = Message(room=chat, number=1, author="bob", nickname="Bob", text="hi", time=START)
    rows(line, number="n.i")
    rows(
        Incident(kind="media", subject="R1", open=False, raised_at=START, event_id="e"), subject="'R' || n.i"
    )
    rows(User(username="u1", password="!"), username="'u' || n.i")
    events()
    knock = {"username": "u1", "ip_address": "203.0.113.7", "attempt_time": START}
    for tried in (
        AccessAttempt(**knock, failures_since_start=1),
        AccessFailureLog(**knock),
        AccessLog(**knock),
    ):
        rows(tried, username="'u' || n.i")


def events() -> None:
    """The tables of the backbone; test_admin_long_log.py has log and failures at ten times as many."""
    one = {"stream": "room/R1", "type": "rooms.room_closed", "event_id": "e1"}
    stored = StoredEvent(**one, sequence=1, room="R1", time=START, envelope="{}", published_at=START)
    rows(stored, position="n.i", event_id="'e' || n.i", sequence="n.i")
    failed = FailedDelivery(**one, subscriber="chat", sequence=1, attempts=5, due_at=START, state="parked")
    rows(failed, stream="'room/R' || n.i")
    rows(Cursor(subscriber="chat", stream="room/R1", sequence=1), stream="'room/R' || n.i")
    rows(Deadline(stream="room/R1", purpose="end", version=1, due_at=START), stream="'room/R' || n.i")
    rows(DeskAction(**one, at=START, by="ann", kind="dropped", subscriber="chat", error="E"), sequence="n.i")


def registered() -> list[str]:
    """Addresses of all lists."""
    return [f"/admin/{m._meta.app_label}/{m._meta.model_name}/" for m in admin.site._registry]


FEW = {"auth.Group", "game.Pack", "events.PatternThreshold"}  # there are never many


def test_every_list_has_many_rows_where_their_queries_are_counted(full: None) -> None:
    short = {m._meta.label for m in admin.site._registry if m._default_manager.count() < ROWS}
    assert short == FEW


def test_every_list_and_the_desk_open_with_few_queries(full: None, client: Client) -> None:
    client.force_login(User.objects.create_superuser("ann"))
    spent = {}
    for url in registered():
        with CaptureQueriesContext(connection) as asked:
            assert client.get(url).status_code == 200, url
        spent[url] = sum(is_question(query["sql"]) for query in asked)
    assert {url: n for url, n in spent.items() if n > MOST} == {}


def is_question(sql: str) -> bool:
    """Not what PostgreSQL is told besides to limit its time: a savepoint around, and the limit."""
    return sql.startswith("SELECT") and "set_config" not in sql


def test_the_staff_reads_korean_in_every_head_of_a_column() -> None:
    with translation.override("ko"):
        heads = {
            f"{model._meta.label}.{column}": str(label_for_field(column, model, of))
            for model, of in admin.site._registry.items()
            for column in of.list_display
        }
        for model in admin.site._registry:
            heads[model._meta.label] = str(model._meta.verbose_name)
            heads[f"{model._meta.label}s"] = str(model._meta.verbose_name_plural)
    assert len(heads) > 100
    assert {place: head for place, head in heads.items() if not re.search("[가-힣]", head)} == {}


GROUPS = importlib.import_module("lie_project.migrations.0001_groups")


def member(group: str) -> Client:
    GROUPS.make(apps)
    user = User.objects.create_user(group, is_staff=True)
    user.groups.add(Group.objects.get(name=group))
    client = Client(headers={"accept-language": "en"})
    client.force_login(user)
    return client


@pytest.mark.parametrize("group", GROUPS.GROUPS)
def test_a_group_sees_its_lists_and_no_other(valkey_url: str, db: None, group: str) -> None:
    client = member(group)
    open = {url for url in registered() if client.get(url).status_code == 200}
    assert open == {f"/admin/{model.replace('.', '/')}/" for model in GROUPS.GROUPS[group]}


@pytest.mark.parametrize("group", GROUPS.GROUPS)
def test_a_group_made_again_has_exactly_its_rights(db: None, group: str) -> None:
    GROUPS.make(apps)
    made = Group.objects.get(name=group)
    made.permissions.clear()
    GROUPS.make(apps)
    wanted = {
        f"{act}_{model.split('.')[1]}" for model, acts in GROUPS.GROUPS[group].items() for act in acts.split()
    }
    assert set(made.permissions.values_list("codename", flat=True)) == wanted


def test_nobody_of_the_groups_sees_word_and_roles_or_makes_accounts(db: None) -> None:
    rights = {model for models in GROUPS.GROUPS.values() for model in models}
    assert not rights & {"game.tablerecord", "auth.user", "auth.group"}


def test_editors_see_no_figures_of_the_running(valkey_url: str, db: None) -> None:
    assert "desk-figures" not in member("editor").get("/admin/").content.decode()
    assert "desk-figures" in member("operator").get("/admin/").content.decode()
