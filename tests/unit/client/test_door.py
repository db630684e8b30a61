"""The way in over HTTP, against a small server that answers by path."""

import json
from collections.abc import Iterator
from email.message import Message
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import parse_qs

import pytest

from lie_project.client.door import Door, TurnedAway, Unreachable
from lie_project.launcher.ports import free_port

Answer = tuple[int, dict[str, str], Any]
HOME: Answer = (200, {"Set-Cookie": "csrftoken=c5rf; Path=/"}, "hello")


class Pages(BaseHTTPRequestHandler):
    """Answers from ``server.answers``; keeps what was asked in ``server.asked``."""

    server: "Site"

    def do_GET(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
        self.server.asked.append((self.path, self.headers, body))
        status, headers, answer = self.server.answers[self.path]
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write((answer if isinstance(answer, str) else json.dumps(answer)).encode())

    do_POST = do_GET

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing on the screen."""


class Site(ThreadingHTTPServer):
    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Pages)
        self.answers: dict[str, Answer] = {"/": HOME}
        self.asked: list[tuple[str, Message, str]] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


@pytest.fixture
def site() -> Iterator[Site]:
    with Site() as site:
        thread = Thread(target=site.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield site
        site.shutdown()
        thread.join()


async def test_a_room_is_made_with_a_form_and_known_by_where_it_leads(site: Site) -> None:
    site.answers["/rooms"] = (302, {"Location": "/r/ABCDE"}, "")
    code = await Door(site.url).open_room("Anna", language="en", rounds=2, pace=1)
    _, headers, body = site.asked[-1]
    assert code == "ABCDE"
    assert parse_qs(body)["csrfmiddlewaretoken"] == ["c5rf"]
    assert headers["Cookie"] == "csrftoken=c5rf"
    assert headers["Referer"] == f"{site.url}/"


async def test_a_guest_says_name_and_room_and_keeps_his_cookie(site: Site) -> None:
    site.answers["/api/guest"] = (200, {"Set-Cookie": "lie_guest=me; Path=/"}, {"nickname": "Bert"})
    site.answers["/api/rooms/ABCDE/ticket"] = (200, {}, {"ticket": "t", "player": "p1"})
    door = Door(site.url)
    assert await door.enter("Bert", "ABCDE") == "Bert"
    assert site.asked[-1][1]["X-CSRFToken"] == "c5rf"
    assert (await door.ticket("ABCDE")).player == "p1"
    assert "lie_guest=me" in site.asked[-1][1]["Cookie"]


async def test_a_refusal_is_one_sentence_with_the_servers_own_words(site: Site) -> None:
    refusal = {"code": "not_a_member", "message": "Please enter the room first."}
    site.answers["/api/rooms/ABCDE/ticket"] = (403, {}, refusal)
    with pytest.raises(TurnedAway) as refused:
        await Door(site.url).ticket("ABCDE")
    sentence = "The server refused /api/rooms/ABCDE/ticket: HTTP 403, Please enter the room first."
    assert str(refused.value) == sentence


async def test_a_room_that_is_not_made_is_said_so(site: Site) -> None:
    site.answers["/rooms"] = (400, {}, "no")
    with pytest.raises(TurnedAway, match=r"^The server opened no room: HTTP 400"):
        await Door(site.url).open_room("Anna", language="en", rounds=2, pace=1)


async def test_a_server_in_trouble_is_not_a_refusal(site: Site) -> None:
    site.answers["/api/rooms/ABCDE/ticket"] = (503, {}, "later")
    with pytest.raises(Unreachable, match="HTTP 503"):
        await Door(site.url).ticket("ABCDE")


async def test_no_server_is_one_sentence() -> None:
    url = f"http://127.0.0.1:{free_port()}"
    with pytest.raises(Unreachable, match=rf"^LIE is not reachable at {url}: .*refused\.$"):
        await Door(url).enter("Anna", "ABCDE")


@pytest.mark.parametrize(
    ("base", "socket"),
    [
        ("http://127.0.0.1:8000", "ws://127.0.0.1:8000/ws/rooms/ABCDE/"),
        ("https://lie.example", "wss://lie.example/ws/rooms/ABCDE/"),
        ("127.0.0.1:8000/some/page", "ws://127.0.0.1:8000/ws/rooms/ABCDE/"),
    ],
)
def test_the_socket_lies_where_the_site_lies(base: str, socket: str) -> None:
    assert Door(base).socket_url("ABCDE") == socket


@pytest.mark.parametrize("base", ["ftp://here", "http://", ""])
def test_what_is_no_address_of_a_site_is_refused(base: str) -> None:
    with pytest.raises(TurnedAway, match="not the address of a site"):
        Door(base)
