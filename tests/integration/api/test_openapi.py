"""docs/openapi.json against the API itself: whatever is sent, the document foresees the answer."""

from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from django.core import signing
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.test import Client
from hypothesis import HealthCheck, settings
from msgspec import to_builtins
from schemathesis import Case
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from events import redis
from lie_project.documents import openapi
from lie_project.documents.answers import OPERATIONS
from rooms import identity

CHECKS = [
    not_a_server_error,
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
]
TOKEN = "t" * 32  # any will do that comes twice, as cookie and as header
EXAMPLES = 8

schema = schemathesis.openapi.from_dict(openapi.document())
schema.app = WSGIHandler()


@pytest.fixture(autouse=True)
def quiet(db: None, valkey_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Commands go nowhere, and nobody has tried too often."""
    monkeypatch.setattr("events.gateway.submit", lambda *_, **__: None)
    redis.client().flushdb()
    for signal in (request_started, request_finished):  # as Django's own test client does
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


def guests_cookie() -> str:
    guest = identity.Guest("p0123456789abc", "Alice", ["ABCDE"])
    return str(signing.dumps(to_builtins(guest), salt=identity.COOKIE))


@pytest.mark.parametrize("known", [False, True], ids=["stranger", "guest"])
@schema.parametrize()
@settings(max_examples=EXAMPLES, suppress_health_check=list(HealthCheck), deadline=None)
def test_every_answer_is_foreseen(case: Case[Any], known: bool) -> None:
    cookies = {"csrftoken": TOKEN, **({identity.COOKIE: guests_cookie()} if known else {})}
    if known and "code" in (case.path_parameters or {}):
        case.path_parameters["code"] = "ABCDE"
    case.call_and_validate(checks=CHECKS, cookies=cookies, headers={"X-CSRFToken": TOKEN})


def test_every_address_of_the_api_is_described() -> None:
    assert {address.name for address in openapi.api_addresses()} == set(OPERATIONS)


BODIES: dict[str, bytes] = {
    "no UTF-8": b'{"nickname": "\xff", "room": "ABCDE", "password": "\xff", "token": "\xff"}',
    "endless": b'{"x": ' + b"[" * 30_000,
    "nothing": b"",
    "a list": b"[1]",
}


@pytest.mark.parametrize("body", BODIES.values(), ids=BODIES.keys())
@pytest.mark.parametrize(
    "path",
    ["/api/guest", "/api/move", "/api/rooms/ABCDE/password", "/api/people/block", "/api/people/reports"],
)
def test_no_body_is_more_than_refused(client: Client, path: str, body: bytes) -> None:
    client.cookies[identity.COOKIE] = guests_cookie()
    answer: Any = client.post(path, body, "application/json")
    assert answer.status_code in (400, 403) and answer.json()["code"]
