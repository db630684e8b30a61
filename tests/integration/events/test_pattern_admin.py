"""Thresholds in the admin: every pattern has its row, and a bad value is refused with a sentence."""

from collections.abc import Iterator

import pytest
from django.db import IntegrityError
from django.test import Client
from django.urls import reverse

import lie_project.patterns
from events.models import PatternThreshold
from events.patterns import thresholds
from events.patterns.cep import Terms

LIST = "admin:events_patternthreshold_changelist"


@pytest.fixture
def page(admin_client: Client) -> Iterator[Client]:
    thresholds.forget()
    admin_client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    admin_client.get(reverse(LIST))
    yield admin_client
    thresholds.forget()


def save(page: Client, pattern: str, **values: str) -> str:
    """What the admin is shown after saving; the list when it was taken."""
    row = PatternThreshold.objects.get(pattern=pattern)
    where = reverse("admin:events_patternthreshold_change", args=[row.pk])
    fields = {"enabled": "on", "count": "", "within": ""} | values
    return page.post(where, fields, follow=True).content.decode()


def in_force(name: str) -> Terms | None:
    patterns = [p for p in lie_project.patterns.PATTERNS if p.name == name]
    return next((terms for _, terms in thresholds.watched(patterns)), None)


def test_every_pattern_can_be_found_with_what_it_means(page: Client) -> None:
    shown = page.get(reverse(LIST)).content.decode()
    assert all(pattern.name in shown for pattern in lie_project.patterns.PATTERNS)
    assert "4 within 60 s" in shown
    assert PatternThreshold.objects.count() == len(lie_project.patterns.PATTERNS)


def test_a_threshold_that_is_saved_holds(page: Client) -> None:
    save(page, "unsteady_connection", count="6", within="90")
    assert in_force("unsteady_connection") == Terms(6, 90)


def test_an_empty_value_is_the_shipped_one(page: Client) -> None:
    save(page, "unsteady_connection", count="6")
    assert in_force("unsteady_connection") == Terms(6, 60)


def test_a_pattern_can_be_switched_off(page: Client) -> None:
    row = PatternThreshold.objects.get(pattern="dead_room")
    page.post(reverse("admin:events_patternthreshold_change", args=[row.pk]), {"count": "", "within": ""})
    assert in_force("dead_room") is None


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"count": "0"}, "A pattern needs at least 1 event."),
        ({"count": "1001"}, "More than 1000 events are never kept"),
        ({"within": "0"}, "A window of less than 1 second would see nothing."),
        ({"within": "nan"}, "Enter a number."),
        ({"within": "1e9"}, "A window lasts a day"),
    ],
)
def test_a_bad_value_is_refused_with_a_sentence(page: Client, values: dict[str, str], sentence: str) -> None:
    assert sentence in save(page, "silent_speaker", **values)
    assert in_force("silent_speaker") == Terms(3, 3600)


def test_what_is_counted_in_seconds_alone_takes_no_count(page: Client) -> None:
    assert "leave it empty" in save(page, "dead_room", count="3")
    assert "leave it empty" not in save(page, "dead_room", within="60")
    assert in_force("dead_room") == Terms(1, 60)


def test_nobody_adds_or_deletes_a_pattern_by_hand(page: Client) -> None:
    row = PatternThreshold.objects.first()
    assert row is not None
    assert page.get(reverse("admin:events_patternthreshold_add")).status_code == 403
    assert page.get(reverse("admin:events_patternthreshold_delete", args=[row.pk])).status_code == 403


@pytest.mark.django_db
def test_the_database_keeps_bad_values_out_too() -> None:
    with pytest.raises(IntegrityError):
        PatternThreshold.objects.create(pattern="dead_room", within=0)
