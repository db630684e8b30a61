"""What a member of staff may not see is refused in one line that names him and the page."""

import logging

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse

from lie_project.desk.refused import OneLine


@pytest.fixture
def ann(db: None, valkey_url: str) -> Client:
    client = Client()
    client.force_login(User.objects.create_user("ann", is_staff=True))
    return client


def refusals(caplog: pytest.LogCaptureFixture) -> list[logging.LogRecord]:
    return [record for record in caplog.records if record.name == "django.request"]


def test_a_refused_page_is_one_line_with_who_and_which(ann: Client, caplog: pytest.LogCaptureFixture) -> None:
    assert ann.get(reverse("admin:rooms_room_changelist")).status_code == 403
    (line,) = refusals(caplog)
    assert line.getMessage() == "ann was refused admin:rooms_room_changelist"
    assert line.exc_info is None and line.levelno == logging.WARNING


def test_an_error_keeps_its_traceback() -> None:
    error = ValueError("broken")
    record = logging.LogRecord("django.request", 40, "", 0, "%s", ("as it was",), (ValueError, error, None))
    assert OneLine().filter(record)
    assert (record.getMessage(), record.exc_info[1]) == ("as it was", error)  # type: ignore[index]


def test_a_visitor_is_not_named_and_of_an_address_nothing_is_kept() -> None:
    error = PermissionDenied()
    record = logging.LogRecord("django.request", 30, "", 0, "/r/KEY", (), (PermissionDenied, error, None))
    assert OneLine().filter(record) and record.getMessage() == "a visitor was refused a page"
