"""A server of canned frames, and the door to it: real sockets, no LIE behind them."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from http import HTTPStatus
from typing import Any

import msgspec
from websockets.asyncio.server import Server, ServerConnection, serve
from websockets.http11 import Request, Response
from websockets.typing import Subprotocol

from lie_project.client.door import Door, Ticket
from tests.unit.client.builders import text

Scene = Callable[["Stage"], Awaitable[None]]
WELCOME = {"type": "welcome", "player": "anna", "room": "ABCDE", "time": 0}


class Stage:
    """One socket, as the server has it."""

    def __init__(self, socket: ServerConnection) -> None:
        self._socket = socket

    @property
    def asked_for(self) -> list[str]:
        """The subprotocols of the handshake."""
        assert self._socket.request is not None
        return self._socket.request.headers["Sec-WebSocket-Protocol"].split(", ")

    async def say(self, *frames: dict[str, Any]) -> None:
        for frame in frames:
            await self._socket.send(text(frame))

    async def hear(self) -> dict[str, Any]:
        """The client's next frame."""
        return msgspec.json.decode(await self._socket.recv(), type=dict[str, Any])

    async def close(self, code: int) -> None:
        await self._socket.close(code)

    async def cut(self) -> None:
        """End the connection without a closing frame."""
        self._socket.transport.abort()
        await self._socket.wait_closed()

    async def stay(self) -> None:
        await self._socket.wait_closed()


class FakeDoor(Door):
    """Tickets without HTTP: ``ticket-1``, ``ticket-2``, …"""

    def __init__(self, port: int) -> None:
        super().__init__(f"http://127.0.0.1:{port}")
        self.tickets = 0

    async def ticket(self, code: str) -> Ticket:
        self.tickets += 1
        return Ticket(f"ticket-{self.tickets}", "anna")


@asynccontextmanager
async def play(*scenes: Scene, status: HTTPStatus = HTTPStatus.OK) -> AsyncIterator[FakeDoor]:
    """A server whose sockets play one scene after the other, each after the welcome.

    Another ``status`` refuses every handshake with it.  A scene that fails fails the test."""
    left = list(scenes)
    failures: list[BaseException] = []

    async def handle(socket: ServerConnection) -> None:
        stage = Stage(socket)
        await stage.say(WELCOME)
        try:
            await left.pop(0)(stage)
        except (AssertionError, LookupError) as failure:
            failures.append(failure)

    def refuse(socket: ServerConnection, request: Request) -> Response | None:
        return None if status is HTTPStatus.OK else socket.respond(status, "no")

    server: Server = await serve(
        handle, "127.0.0.1", 0, process_request=refuse, subprotocols=[Subprotocol("lie.v1")]
    )
    async with server:
        yield FakeDoor(next(iter(server.sockets)).getsockname()[1])
    if failures:
        raise failures[0]


async def within(seconds: float, condition: Callable[[], bool], news: asyncio.Event) -> None:
    """Wait for news until ``condition`` holds."""
    async with asyncio.timeout(seconds):
        while not condition():
            await news.wait()
            news.clear()
