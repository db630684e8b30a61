"""The page of the incidents: the open ones first, found by an index, each with the way to its cause."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from events.catalogue.faults import IncidentRaised
from events.faults.reporting import SYSTEM, without_message
from events.log import store
from events.models import Incident
from tests.integration.events.test_admin import admin, clerk, text

__all__ = ["admin"]

PAGE = "/admin/events/incident/"
START = datetime(2026, 1, 1, tzinfo=UTC)


def incident(kind: str = "broker", subject: str = "", **fields: Any) -> Incident:
    times = {"raised_at": START, "cleared_at": None if fields.get("open", True) else START}
    return Incident.objects.create(kind=kind, subject=subject, **{"event_id": "e", **times, **fields})


def rows(page: str) -> list[str]:
    """The incidents' kinds and subjects, as listed."""
    names = re.findall(r'field-name">(?:<a [^>]*>)?([^<]*)<', page)
    subjects = re.findall(r'field-subject">([^<]*)<', page)
    return [f"{name} {subject}" for name, subject in zip(names, subjects, strict=True)]


def test_open_incidents_come_first(admin: Client) -> None:
    incident("worker", "chat")
    incident("worker", "game", open=False)
    incident("parked", "media")
    assert rows(text(admin, PAGE)) == ["parked events media", "no worker chat", "no worker game"]


@pytest.mark.parametrize(
    ("asked", "left"), [({"kind": "worker"}, 2), ({"open": "1"}, 2), ({"open": "0", "kind": "parked"}, 0)]
)
def test_a_filter_leaves_what_was_asked_for(admin: Client, asked: dict[str, str], left: int) -> None:
    incident("worker", "chat")
    incident("worker", "game", open=False)
    incident("parked", "media")
    assert len(rows(text(admin, PAGE, **asked))) == left


@pytest.mark.parametrize(
    ("kind", "subject", "link"),
    [
        ("parked", "media", "/admin/events/faileddelivery/?state=parked&amp;subscriber=media"),
        ("media", "ABCDE", "/admin/events/storedevent/?room=ABCDE"),
        ("worker", "chat", "/admin/events/subscription/?"),
    ],
)
def test_an_incident_leads_to_what_it_is_about(admin: Client, kind: str, subject: str, link: str) -> None:
    made = incident(kind, subject)
    assert f'href="{link}"' in text(admin, PAGE)
    page = text(admin, f"{PAGE}{made.pk}/change/")
    assert f'href="{link}"' in page
    assert admin.get(link.replace("&amp;", "&")).status_code == 200


def test_an_incident_leads_to_its_event(admin: Client) -> None:
    event = IncidentRaised(kind="broker", subject="", since=1, detail="gone")
    cause = without_message("clock")
    (row,) = store.append(SYSTEM, [event], expected=0, cause=cause, now=START)
    incident(event_id=row.event_id)
    (link,) = re.findall(r'href="(/admin/events/storedevent/\?q=[^"]*)"', text(admin, PAGE))
    assert "fault.incident_raised" in text(admin, link)


def test_the_page_asks_as_much_for_a_hundred_as_for_one(admin: Client) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as asked:
            text(admin, PAGE)
        return len(asked)

    incident()
    few = queries()
    for number in range(100):
        incident("worker", f"n{number}", open=bool(number % 2), raised_at=START + timedelta(number))
    assert queries() == few


@pytest.mark.parametrize("asked", [{}, {"kind": "worker"}])
def test_a_long_list_is_read_by_an_index(db: None, asked: dict[str, str]) -> None:
    made = [
        Incident(kind="worker", subject=f"n{number}", open=number < 10, raised_at=START, event_id="e")
        for number in range(5000)
    ]
    Incident.objects.bulk_create(made)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE events_incident")
    plan = Incident.objects.filter(**asked).order_by("-open", "-id")[:100].explain()
    assert "incidents_o" in plan and "TEMP B-TREE" not in plan and "Sort" not in plan


def test_the_page_is_for_staff_with_its_permission_and_changes_nothing(db: None, client: Client) -> None:
    made = incident()
    assert clerk(client).get(PAGE).status_code == 403
    User.objects.all().delete()
    bob = clerk(client, "view_incident", "change_incident", "delete_incident")
    assert bob.get(PAGE).status_code == 200
    assert bob.post(f"{PAGE}{made.pk}/change/", {"open": ""}).status_code == 403
    assert bob.post(f"{PAGE}{made.pk}/delete/", {"post": "yes"}).status_code == 403
    assert Incident.objects.get() == made


def test_it_speaks_korean(admin: Client) -> None:
    admin.cookies["django_language"] = "ko"
    incident("worker", "chat")
    page = text(admin, PAGE)
    assert "워커 없음" in page and "장애" in page
