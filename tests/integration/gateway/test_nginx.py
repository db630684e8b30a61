"""LIE behind Debian's nginx as deploy/nginx ships it: TLS, sockets, headers that nobody can fake."""

import http.client
import json
import threading
from collections.abc import Iterator
from contextlib import closing
from email.message import Message
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import InvalidStatus
from websockets.typing import Origin, Subprotocol

from lie_project.launcher.ports import LOOPBACK
from tests.integration.gateway.proxies import Proxy, running_nginx, two_ports
from tests.integration.gateway.webs import ROOM, frame, running_web, ticket


@pytest.fixture(scope="module")
def proxy(valkey_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Proxy]:
    """nginx with a web process behind it, both as for HTTPS alone."""
    port, plain = two_ports()
    origin, hosts = f"https://localhost:{port}", "localhost,127.0.0.1"
    with (
        running_web("daphne", LIE_HTTPS="1", LIE_PROXY="1", LIE_ORIGINS=origin, LIE_HOSTS=hosts) as web,
        running_nginx(tmp_path_factory.mktemp("nginx"), port, plain, web.port) as made,
    ):
        yield made


def get(proxy: Proxy, path: str, **headers: str) -> tuple[int, Message]:
    """Status and headers."""
    asking = http.client.HTTPSConnection("localhost", proxy.port, context=proxy.trust, timeout=30)
    return _answer(asking, path, headers)


def _answer(asking: http.client.HTTPConnection, path: str, headers: dict[str, str]) -> tuple[int, Message]:
    with closing(asking):
        asking.request("GET", path, headers=headers)
        with asking.getresponse() as answer:
            return answer.status, answer.headers


def dial(proxy: Proxy, origin: str = "", **options: Any) -> connect:
    return connect(
        f"wss://localhost:{proxy.port}/ws/rooms/{ROOM}/",
        subprotocols=[Subprotocol("lie.v1"), Subprotocol(ticket("alice"))],
        origin=Origin(origin or f"https://localhost:{proxy.port}"),
        ssl=proxy.trust,
        compression=None,
        proxy=None,
        **options,
    )


async def test_a_socket_speaks_through_tls_and_nginx(proxy: Proxy) -> None:
    async with dial(proxy) as socket:
        assert (await frame(socket))["type"] == "welcome"
        await socket.send(json.dumps({"id": "frame-00", "type": "ping"}))
        while (await frame(socket))["type"] != "pong":
            pass


async def test_a_page_of_somebody_else_opens_no_socket(proxy: Proxy) -> None:
    with pytest.raises(InvalidStatus, match="403"):
        await dial(proxy, origin="https://evil.example")


def test_http_leads_to_https(proxy: Proxy) -> None:
    asking = http.client.HTTPConnection(LOOPBACK, proxy.plain_port, timeout=30)
    status, headers = _answer(asking, "/r/ABCDE?x=1", {"Host": "localhost"})
    assert (status, headers["Location"]) == (308, "https://localhost/r/ABCDE?x=1")


def test_pages_come_by_tls_and_browsers_are_told_to_stay_there(proxy: Proxy) -> None:
    status, headers = get(proxy, "/how-to-play")
    assert status == 200 and headers["Strict-Transport-Security"] == "max-age=31536000"


def test_metrics_are_not_for_the_world(proxy: Proxy) -> None:
    assert get(proxy, "/metrics")[0] == 404


# --- what reaches the web process -------------------------------------------------------------------


class Listening(BaseHTTPRequestHandler):
    heard: list[dict[str, str]] = []

    def do_GET(self) -> None:
        self.heard.append(dict(self.headers))
        self.send_response(200)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: Any) -> None: ...


@pytest.fixture
def overheard(tmp_path: Path) -> Iterator[Proxy]:
    """nginx before somebody who notes what he is told."""
    with ThreadingHTTPServer((LOOPBACK, 0), Listening) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        with running_nginx(tmp_path, *two_ports(), server.server_port) as made:
            yield made
        server.shutdown()


def test_what_a_visitor_writes_about_himself_does_not_arrive(overheard: Proxy) -> None:
    fake = {"X-Forwarded-For": "198.51.100.9", "X-Forwarded-Proto": "ftp"}
    assert get(overheard, "/", **fake)[0] == 200
    heard = Listening.heard[-1]
    assert (heard["X-Forwarded-For"], heard["X-Forwarded-Proto"]) == (LOOPBACK, "https")
