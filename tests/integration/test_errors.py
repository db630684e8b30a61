"""Errors that a person sees are pages; what scripts and probes see stays bare."""

import pytest
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.test import Client, RequestFactory

from lie_project.errors import FriendlyErrors
from rooms.models import Room

PERSON = {"Accept": "text/html,*/*"}


def answered(response: HttpResponse, accept: str = "text/html", method: str = "get") -> HttpResponse:
    request: HttpRequest = getattr(RequestFactory(), method)("/r/ABCDE", headers={"Accept": accept})
    return FriendlyErrors(lambda _: response)(request)


@pytest.mark.parametrize("status", [405, 410, 429, 503])
def test_a_bare_refusal_becomes_a_page_with_a_way_on(status: int) -> None:
    page = answered(HttpResponse(status=status))
    assert page.status_code == status
    assert b'class="button button-main" href="' in page.content


def test_what_a_script_asks_for_stays_as_it_is() -> None:
    refusal = JsonResponse({"code": "busy"}, status=503)
    assert answered(refusal) is refusal
    bare = HttpResponse(status=503)
    assert answered(bare, accept="*/*") is bare


def test_a_page_of_somebody_else_is_left_alone() -> None:
    page = HttpResponse("a page", status=410)
    assert answered(page) is page


def test_the_page_keeps_how_long_to_wait() -> None:
    assert answered(HttpResponse(status=429, headers={"Retry-After": "7"})).headers["Retry-After"] == "7"


def test_trying_again_does_not_repeat_what_was_sent() -> None:
    assert b'button-main" href="/"' in answered(HttpResponse(status=503), method="post").content


def test_a_database_that_is_away_is_a_busy_server(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise OperationalError("gone")

    monkeypatch.setattr("rooms.selectors.is_closed", fail)
    response = client.get("/r/ABCDE", headers=PERSON)
    assert (response.status_code, response.headers["Retry-After"]) == (503, "5")


@pytest.mark.django_db
def test_a_room_that_is_closed_is_gone(client: Client) -> None:
    Room.objects.create(code="ABCDE", language="en", public=True, capacity=8, closed=True)
    assert client.get("/r/ABCDE", headers=PERSON).status_code == 410


def test_an_address_that_only_takes_forms_says_so(client: Client) -> None:
    response = client.get("/rooms", headers=PERSON)
    assert response.status_code == 405
    assert b"<h1>" in response.content


def test_the_worker_keeps_no_page_but_the_one_for_being_offline(client: Client) -> None:
    script = client.get("/sw.js?language=en").content.decode()
    assert '"/offline?language=en"' in script
    assert client.get("/sw.js?language=ko").content.decode() != script


def test_the_offline_page_comes_in_the_language_asked_for(client: Client) -> None:
    assert "The line is silent." in client.get("/offline?language=en").content.decode()
    assert "연결이 끊겼어요." in client.get("/offline?language=ko").content.decode()


def test_pages_are_compressed_and_the_json_api_is_not(client: Client) -> None:
    packed = {"Accept-Encoding": "gzip"}
    assert client.get("/how-to-play", headers=packed).headers["Content-Encoding"] == "gzip"
    assert "Content-Encoding" not in client.get("/manifest.webmanifest", headers=packed).headers
