"""The gateway stamps where a socket comes from; what a browser claims of itself does not matter."""

from collections.abc import AsyncIterator
from concurrent.futures import Future
from typing import Any

import pytest
from channels.testing import WebsocketCommunicator

from events.messages.commands import JoinRoom
from lie_project.asgi import application
from rooms import identity
from rooms.hub import hub
from rooms.identity import Guest
from rooms.origin import origin_of

ROOM = "ABCDE"


@pytest.fixture
async def joins(valkey_url: str, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[list[JoinRoom]]:
    made: list[JoinRoom] = []

    def submit(command: Any, room: str, **options: Any) -> "Future[bool]":
        if isinstance(command, JoinRoom):
            made.append(command)
        done: Future[bool] = Future()
        done.set_result(True)
        return done

    monkeypatch.setattr("events.gateway.submit", submit)
    hub.cache_clear()
    yield made
    await hub().close()
    hub.cache_clear()


async def test_a_socket_asks_for_its_seat_with_the_mark_of_its_browser(joins: list[JoinRoom]) -> None:
    headers = [(b"origin", b"http://localhost:8000"), (b"user-agent", b"Firefox")]
    ticket = identity.issue_ticket(Guest("alice", "alice"), ROOM, "en")
    socket = WebsocketCommunicator(
        application, f"/ws/rooms/{ROOM}/", headers=[*headers], subprotocols=["lie.v1", ticket]
    )
    socket.scope["client"] = ("192.0.2.1", 50_000)
    await socket.connect()
    await socket.receive_json_from()
    while not joins:
        await socket.receive_nothing(0.05)
    assert joins[0].origin == origin_of({"client": ("192.0.2.1", 1), "headers": headers}, ROOM)
    await socket.disconnect()
