"""One session with Janus over a WebSocket: https://janus.conf.meetecho.com/docs/rest.html"""

import asyncio
import contextlib
import logging
import secrets
from collections.abc import Callable
from typing import Any

import msgspec
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import WebSocketException
from websockets.typing import Subprotocol

logger = logging.getLogger(__name__)

PATIENCE = 10.0  # seconds for an answer
ALIVE = 20.0  # seconds between signs of life; without any for 60 s Janus ends the session
PLUGIN = "janus.plugin.videoroom"

Message = dict[str, Any]
Heard = Callable[[Message], None]


class Gone(Exception):
    """Janus is not there, or has not answered."""


class Refused(Exception):
    """Janus does not do what it was asked to; says why."""


class Link:
    """Made by ``linked``.  Who is heard of by ``attach`` must not raise."""

    def __init__(self, socket: ClientConnection) -> None:
        self._socket = socket
        self._session = 0
        self._asked: dict[str, asyncio.Future[Message]] = {}
        self._heard: dict[int, Heard] = {}
        self._ends: list[Callable[[], None]] = []
        self._tasks = [asyncio.create_task(self._read())]

    @property
    def open(self) -> bool:
        return not self._tasks[0].done()

    async def begin(self) -> None:
        """Raises Gone, Refused."""
        self._session = (await self._ask({"janus": "create"}))["data"]["id"]
        self._tasks.append(asyncio.create_task(self._stay_alive()))

    def at_end(self, told: Callable[[], None]) -> None:
        """Have somebody told, once, when Janus is gone."""
        self._ends.append(told)

    def forget(self, told: Callable[[], None]) -> None:
        self._ends.remove(told)

    async def attach(self, heard: Heard) -> int:
        """A handle; ``heard`` gets what Janus says of it unasked.  Raises Gone, Refused."""
        handle: int = (await self._ask({"janus": "attach", "plugin": PLUGIN}))["data"]["id"]
        self._heard[handle] = heard
        return handle

    async def detach(self, handle: int) -> None:
        """Its connection ends.  Never raises: what can't be reached has ended."""
        self._heard.pop(handle, None)
        with contextlib.suppress(Gone, Refused):
            await self._ask({"janus": "detach", "handle_id": handle})

    async def request(self, handle: int, body: Message, sdp: Message | None = None) -> tuple[Message, str]:
        """(The plugin's data, its SDP or "") for a request.  Raises Gone, Refused."""
        message: Message = {"janus": "message", "handle_id": handle, "body": body}
        reply = await self._ask(message | ({"jsep": sdp} if sdp else {}))
        data = reply.get("plugindata", {}).get("data", {})
        if "error" in data:
            raise Refused(f"{body['request']}: {data['error']}")
        return data, reply.get("jsep", {}).get("sdp", "")

    async def close(self) -> None:
        """The session and all its handles end."""
        self._ends.clear()
        await self._socket.close()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _ask(self, message: Message) -> Message:
        transaction = secrets.token_hex(8)
        answer = self._asked[transaction] = asyncio.get_running_loop().create_future()
        whole = message | {"transaction": transaction}
        if self._session:
            whole["session_id"] = self._session
        try:
            async with asyncio.timeout(PATIENCE):
                await self._socket.send(msgspec.json.encode(whole).decode())
                reply: Message = await answer
        except (WebSocketException, TimeoutError) as error:
            raise Gone(type(error).__name__) from None
        finally:
            self._asked.pop(transaction, None)
        if reply["janus"] == "error":
            raise Refused(str(reply["error"].get("reason")))
        return reply

    async def _read(self) -> None:
        try:
            async for raw in self._socket:
                message = msgspec.json.decode(raw, type=Message)
                if message["janus"] == "timeout":  # we were silent for too long
                    break
                self._take(message)
            await self._socket.close()
        except (WebSocketException, msgspec.DecodeError) as error:
            logger.warning("Janus is gone: %s", type(error).__name__)
        finally:
            for answer in self._asked.values():
                if not answer.done():
                    answer.set_exception(Gone("ended"))
            for told in self._ends:
                told()

    def _take(self, message: Message) -> None:
        answer = self._asked.get(message.get("transaction", ""))
        if answer is not None:
            if message["janus"] != "ack" and not answer.done():  # an "ack" says that the answer will come
                answer.set_result(message)
        elif heard := self._heard.get(message.get("sender", 0)):
            heard(message)

    async def _stay_alive(self) -> None:
        with contextlib.suppress(Gone, Refused):
            while True:
                await asyncio.sleep(ALIVE)
                await self._ask({"janus": "keepalive"})
        await self._socket.close()  # the reader tells those who have to know


async def linked(url: str) -> Link:
    """A session with the Janus at ``url`` (ws:// or wss://).  Raises Gone, Refused."""
    try:
        socket = await connect(url, subprotocols=[Subprotocol("janus-protocol")], open_timeout=PATIENCE)
    except (OSError, WebSocketException) as error:
        raise Gone(type(error).__name__) from None
    link = Link(socket)
    try:
        await link.begin()
    except (Gone, Refused):
        await link.close()
        raise
    return link
