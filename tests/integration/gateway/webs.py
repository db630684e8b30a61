"""Real web processes, on either server, and clients of theirs that only know WebSocket."""

import base64
import json
import os
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import redis
from django.conf import settings
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed
from websockets.typing import Origin, Subprotocol

from lie_project import web
from lie_project.launcher.leash import leash
from lie_project.launcher.ports import LOOPBACK, free_port
from lie_project.launcher.probes import http_answers
from rooms import identity
from rooms.identity import Guest
from tests.servers import until

ROOT = Path(__file__).resolve().parents[3]
ROOM = "ABCDE"


@dataclass
class Web:
    """A web process that runs."""

    process: subprocess.Popen[bytes]
    port: int
    asgi: str

    @property
    def url(self) -> str:
        return f"http://{LOOPBACK}:{self.port}"

    def readiness(self) -> int | None:
        """Status of /readyz; None when nobody answers any more."""
        try:
            with urllib.request.urlopen(f"{self.url}/readyz", timeout=5) as answer:
                return int(answer.status)
        except urllib.error.HTTPError as answer:
            with answer:
                return int(answer.code)
        except OSError:
            return None


@contextmanager
def running_web(
    asgi: str, *, application: str = web.APPLICATION, output: IO[bytes] | None = None, **environ: str
) -> Iterator[Web]:
    """A web process as ``lie_project.web`` starts it; killed in the end.  ``output``: where it writes."""
    port = free_port()
    environ = {**os.environ, "LIE_ASGI": asgi, "LIE_PORT": str(port), **environ}
    command = web.server(["--port", str(port)], environ)
    process = subprocess.Popen(
        [sys.executable, *(application if word == web.APPLICATION else word for word in command)],
        cwd=ROOT,
        env=environ | {"PYTHONPATH": str(ROOT)},
        stdout=output,
        stderr=output,
        preexec_fn=leash(),
    )
    try:
        until(lambda: http_answers(LOOPBACK, port, "/livez") or process.poll() is not None, "web answers")
        assert process.poll() is None
        yield Web(process, port, asgi)
    finally:
        with suppress(ProcessLookupError):
            process.kill()
        process.wait()


def ticket(player: str, room: str = ROOM) -> str:
    return identity.issue_ticket(Guest(player, player), room, "en")


async def opened(
    at: Web, player: str = "alice", room: str = ROOM, query: str = "", **options: Any
) -> ClientConnection:
    """A socket that has got its first frame."""
    headers = options.pop("headers", {})
    made = await connect(
        f"ws://{LOOPBACK}:{at.port}/ws/rooms/{room}/{query}",
        subprotocols=[Subprotocol("lie.v1"), Subprotocol(ticket(player, room))],
        origin=Origin(at.url),
        additional_headers=headers,
        compression=None,
        proxy=None,
        max_size=None,
        **options,
    )
    assert (await frame(made))["type"] == "welcome"
    return made


async def joined(at: Web, player: str = "alice", room: str = ROOM, **options: Any) -> ClientConnection:
    """A socket that hears its room: it is read from only once it is in there."""
    made = await opened(at, player, room, **options)
    await made.send(json.dumps({"id": "frame-00", "type": "ping"}))
    while (await frame(made))["type"] != "pong":
        pass
    return made


async def frame(made: ClientConnection) -> dict[str, Any]:
    return json.loads(await made.recv())  # type: ignore[no-any-return]


async def closed_with(made: ClientConnection) -> int:
    """Read until the server closes; the code it says."""
    try:
        while True:
            await made.recv()
    except ConnectionClosed as end:
        return end.rcvd.code if end.rcvd else 1006


def waiting() -> list[bytes]:
    """All that lies in the broker's queues; it is a database of Valkey here."""
    with redis.Redis.from_url(settings.LIE.broker_url) as broker:
        keys: Any = broker.keys("*")
        lists: Any = [broker.lrange(key, 0, -1) for key in keys if broker.type(key) == b"list"]
        return [base64.b64decode(json.loads(body)["body"]) for bodies in lists for body in bodies]


def raw_socket(web: Web, room: str, player: str) -> socket.socket:
    """One without a library: nobody reads from it, or answers, but the test."""
    made = socket.socket()
    made.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    made.connect((LOOPBACK, web.port))
    lines = [
        f"GET /ws/rooms/{room}/ HTTP/1.1",
        f"Host: {LOOPBACK}:{web.port}",
        f"Origin: {web.url}",
        "Connection: Upgrade",
        "Upgrade: websocket",
        "Sec-WebSocket-Version: 13",
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
        f"Sec-WebSocket-Protocol: lie.v1, {ticket(player, room)}",
    ]
    made.sendall(("\r\n".join(lines) + "\r\n\r\n").encode())
    head = b""
    while not head.endswith(b"\r\n\r\n"):
        head += made.recv(1)
    assert b" 101 " in head
    return made
