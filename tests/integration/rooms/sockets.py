"""Sockets for tests: real Channels, real Valkey; commands are kept in a list."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Coroutine
from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import Any

import pytest
from channels.testing import WebsocketCommunicator

from events.schema import Command
from lie_project.asgi import application
from rooms import identity
from rooms.hub import hub
from rooms.identity import Guest

ROOM = "ABCDE"
ORIGIN = "http://localhost:8000"
GOING = 30  # seconds for a socket to go

_made: list[WebsocketCommunicator] = []
"""Of the test that runs; what it leaves open is closed behind it, before the gateway's hub is."""


@dataclass
class Bus:
    """Stands for the broker: what the gateway has submitted, and whether it is taken."""

    takes: bool = True
    sent: list[tuple[Command, dict[str, Any]]] = field(default_factory=list)

    def submit(self, command: Command, room: str, **options: Any) -> "Future[bool]":
        self.sent.append((command, options))
        done: Future[bool] = Future()
        done.set_result(self.takes)
        return done

    def named(self, name: str) -> list[dict[str, Any]]:
        return [options for command, options in self.sent if type(command).__name__ == name]


@pytest.fixture
async def bus(valkey_url: str, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Bus]:
    made = Bus()
    monkeypatch.setattr("events.gateway.submit", made.submit)
    hub.cache_clear()
    await hub().redis.flushdb()
    yield made
    while _made:
        left = _made.pop()
        if not left.future.done():
            await left.disconnect(timeout=GOING)
    await hub().close()
    hub.cache_clear()


def ticket(player: str = "alice", room: str = ROOM) -> str:
    return identity.issue_ticket(Guest(player, player), room, "en")


def socket(
    offered: list[str] | None = None, *, origin: str = ORIGIN, query: str = ""
) -> WebsocketCommunicator:
    protocols = ["lie.v1", ticket()] if offered is None else offered
    headers = [(b"origin", origin.encode())]
    path = f"/ws/rooms/{ROOM}/{query}"
    _made.append(WebsocketCommunicator(application, path, headers=headers, subprotocols=protocols))
    return _made[-1]


Opened = Callable[..., Coroutine[Any, Any, WebsocketCommunicator]]


@pytest.fixture
async def opened(bus: Bus) -> AsyncIterator[Opened]:
    """Opens sockets that have been welcomed."""
    sockets: list[WebsocketCommunicator] = []

    async def open(player: str = "alice", query: str = "") -> WebsocketCommunicator:
        made = socket(["lie.v1", ticket(player)], query=query)
        connected, protocol = await made.connect()
        assert (connected, protocol) == (True, "lie.v1")
        sockets.append(made)
        assert (await frame(made))["type"] == "welcome"
        await asyncio.wait_for(until_true(lambda: len(bus.named("JoinRoom")) >= len(sockets)), 60)
        return made

    yield open


async def frame(made: WebsocketCommunicator) -> dict[str, Any]:
    return json.loads(await made.receive_from(30))  # type: ignore[no-any-return]


async def ask(made: WebsocketCommunicator, **parts: Any) -> dict[str, Any]:
    await made.send_to(json.dumps({"id": "frame-01", "data": {}, **parts}))
    return await frame(made)


async def closed_with(made: WebsocketCommunicator) -> int:
    while True:
        message = await made.receive_output(30)
        if message["type"] == "websocket.close":
            return int(message["code"])


async def until_true(condition: Callable[[], bool]) -> None:
    while not condition():
        await asyncio.sleep(0.01)
