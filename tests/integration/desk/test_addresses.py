"""No line of a log tells from where somebody came."""

import json
import logging
from collections.abc import Iterator

import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.test import Client

from events import redis
from lie_project.turnstile import CODES
from tests.bus import Bus

ADDRESSES = ("203.0.113.7", "2001:db8:7::7")


class Lines(logging.Handler):
    """What anybody logs from DEBUG on, with errors and their traces as text has them."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.texts: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.texts.append(self.format(record) + repr(record.args))


@pytest.fixture
def lines(bus: Bus, monkeypatch: pytest.MonkeyPatch) -> Iterator[Lines]:
    redis.client().flushdb()
    handler, root = Lines(), logging.getLogger()
    monkeypatch.setattr(root, "level", logging.DEBUG)
    monkeypatch.setattr(settings, "PASSWORD_HASHERS", ["django.contrib.auth.hashers.MD5PasswordHasher"])
    root.addHandler(handler)
    yield handler
    root.removeHandler(handler)


def misbehave(address: str) -> set[int]:
    """All that gets somebody refused; the answers' codes."""
    visitor = Client(REMOTE_ADDR=address, raise_request_exception=False)
    answers = [visitor.post("/admin/login/", {"username": "ann", "password": n}) for n in range(9)]
    guess = [{"nickname": "Bob", "room": f"ZZZZ{chr(65 + n)}"} for n in range(8)] * 4
    for body in guess[: CODES.most + 2]:
        visitor.cookies.clear()
        answers.append(visitor.post("/api/guest", json.dumps(body), content_type="application/json"))
    answers += [visitor.get("/nowhere"), visitor.get("/", headers={"host": "evil.example"})]
    answers.append(Client(REMOTE_ADDR=address, enforce_csrf_checks=True).post("/rooms", {}))
    return {answer.status_code for answer in answers}


@pytest.mark.parametrize("address", ADDRESSES)
def test_whoever_is_refused_leaves_no_address_in_the_log(lines: Lines, address: str) -> None:
    User.objects.create_superuser("ann", password="right horse")
    assert {200, 400, 403, 404, 429} <= misbehave(address)
    told = "\n".join(lines.texts)
    assert "wrong codes" in told and "Not Found" in told
    assert "203.0.113" not in told and "2001:db8" not in told
