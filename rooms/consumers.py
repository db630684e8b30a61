"""The socket of one player in one room.  It knows shapes of messages, never rules.

In: frame -> checked -> command onto the bus.  Out: what the hub hands over, as it is.

It is a Channels consumer (routing, origin check, ``as_asgi``), but reads its own frames instead of going
through Channels' dispatch: that makes two tasks and a hop to another thread of every message, which
measured 25 to 50 times slower.  Nothing here may block or touch the database.
"""

import asyncio
import contextlib
import itertools
import secrets
import time
from functools import cache
from typing import Any

import msgspec
from channels.consumer import AsyncConsumer
from redis import RedisError

from events import gateway
from events.commands import DropConnection, JoinRoom
from events.envelope import player_message_id
from events.frames import Refused
from events.refusal import Code
from events.schema import DECLARATIONS, Command, Event
from rooms import cosmetics, drain, protocol, snapshot
from rooms.cosmetics import Cosmetics
from rooms.hub import Hub, hub
from rooms.identity import Ticket, read_ticket
from rooms.leases import Leases
from rooms.limits import Bucket
from rooms.origin import origin_of
from rooms.outbox import Outbox
from rooms.outlet import Frame
from rooms.sentences import sentence

RATE, BURST, PATIENCE = 10, 20, 60  # frames a second, at once, and refused before the socket is closed
ENTER_WAITS = (0.5, 1.0, 2.0, 5.0)  # seconds for an answer to our own join; the last one again and again
SURELY = 2  # a room that is not there at this try does not exist; before, it may be about to be made
CLOSE_FOR = {Code.ROOM_NOT_FOUND: 4004, Code.ROOM_CLOSED: 4010, Code.ROOM_FULL: 4006}
COME_BACK = 1012
HEARD = (4001, 4002, 4003, 4010)  # closed by the room: the seat is another socket's, or nobody's

_frame_decoder = msgspec.json.Decoder(protocol.ClientFrame)


class RoomConsumer(AsyncConsumer):
    """One instance per socket; the hub sees it as a ``hub.Socket``."""

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        await receive()  # websocket.connect
        room = scope["url_route"]["kwargs"]["code"]
        ticket = _ticket(scope, room)
        if ticket is None:
            await send({"type": "websocket.close"})  # before accepting: HTTP 403
            return
        await send({"type": "websocket.accept", "subprotocol": protocol.VERSION})
        self._origin = origin_of(scope, room)
        self._start(ticket, room, send)
        self._outbox.accepted()
        if drain.is_draining():
            self.end(COME_BACK)
            await self._writer
            return
        try:
            await self._enter()
            await self._read(receive)
        except RedisError:
            self.end(COME_BACK)  # no frames could reach this socket
            await self._writer
        finally:
            await self._leave()

    def _start(self, ticket: Ticket, room: str, send: Any) -> None:
        self.player, self.room, self._ticket = ticket.player, room, ticket
        self.connection = secrets.token_hex(8)
        self._outbox = Outbox(send)
        self._bucket, self._refused_too_fast = Bucket(RATE, BURST), 0
        self._typing = cosmetics.OncePer()
        self._ended_with: int | None = None
        self._entered, self._joins, self._join_id = asyncio.Event(), 0, "none-yet"
        self._writer = asyncio.create_task(self._outbox.run())
        self._tasks = [self._writer]
        self._resyncing: asyncio.Task[None] | None = None

    async def _enter(self) -> None:
        self.put(protocol.Welcome(self.player, self.room, _now_ms()))
        await hub().join(self.room, self)
        await shared().leases.hold(self)
        await hub().publish(self.room, f"!{self.player} newest {self.connection}".encode())
        self._tasks.append(asyncio.create_task(self._ask_for_seat()))
        await self._send_snapshots()

    async def _ask_for_seat(self) -> None:
        """Join; again when no answer comes, or when the room is about to be made."""
        join = JoinRoom(nickname=self._ticket.nickname, connection=self.connection, origin=self._origin)
        for number in itertools.count():
            self._joins, self._join_id = number, f"join{number}-{self.connection}"
            self._submit(join, self._join_id)
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._entered.wait(), ENTER_WAITS[min(number, len(ENTER_WAITS) - 1)])
                return

    async def _read(self, receive: Any) -> None:
        while True:
            message = await receive()
            if message["type"] == "websocket.disconnect":
                return
            if self._bucket.take():
                self._on_frame((message.get("text") or "").encode())
            else:
                self._refuse(None, Code.TOO_FAST)
                self._refused_too_fast += 1
                if self._refused_too_fast > PATIENCE:
                    self.end(4008)

    async def _leave(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)  # a writer may have met a dead socket
        await hub().leave(self.room, self)
        heard = self._ended_with in HEARD
        # Told to come back, a player does; should he not, the lease of his seat runs out.
        if not heard and self._ended_with != COME_BACK:
            self._submit(DropConnection(connection=self.connection), f"drop-{self.connection}")
        with contextlib.suppress(RedisError):
            await shared().leases.let_go(self, forget=heard)

    # --- in ---------------------------------------------------------------------------------

    def _on_frame(self, raw: bytes) -> None:
        if len(raw) > protocol.MAX_FRAME:
            return self._refuse(None, Code.TOO_LARGE)
        try:
            frame = _frame_decoder.decode(raw)
        except msgspec.ValidationError:
            return self._refuse(None, Code.BAD_DATA)
        except (msgspec.DecodeError, RecursionError):
            return self._refuse(None, Code.NOT_JSON)
        if frame.type == "ping":
            return self.put(protocol.Pong(frame.id, _now_ms()))
        if frame.type == "sync":
            return self.resync()
        if frame.type == "typing":
            return self._on_typing()
        self._on_command(frame)

    def _on_typing(self) -> None:
        if not self._entered.is_set():
            return
        if self._typing.take():
            shared().cosmetics.typing(self.room, self.player)
        else:
            cosmetics.shed("player")

    def _on_command(self, frame: protocol.ClientFrame) -> None:
        declaration = DECLARATIONS.get(frame.type)
        if declaration is None or not declaration.from_player:
            return self._refuse(frame.id, Code.UNKNOWN_TYPE)
        try:
            command: Event | Command = msgspec.json.decode(frame.data, type=declaration.payload)
        except (msgspec.DecodeError, RecursionError):
            return self._refuse(frame.id, Code.BAD_DATA)
        assert isinstance(command, Command)
        self._submit(command, frame.id)

    def _submit(self, command: Command, frame_id: str) -> None:
        """Have a command handled; what nobody takes is refused as busy."""
        id = player_message_id(self.player, frame_id)
        taken = gateway.submit(command, self.room, actor=self.player, id=id)
        loop = asyncio.get_running_loop()

        def tell(done: Any) -> None:
            if not done.result():
                loop.call_soon_threadsafe(self._refuse, frame_id, Code.BUSY)

        taken.add_done_callback(tell)

    # --- out --------------------------------------------------------------------------------

    def put(self, frame: msgspec.Struct) -> None:
        """Send a frame of the gateway's own."""
        self._outbox.put(Frame(msgspec.json.encode(frame)))

    def _refuse(self, id: str | None, code: Code) -> None:
        self.put(Refused(id, code, sentence(code, self._ticket.language)))

    def offer(self, frame: Frame) -> None:
        if not self._entered.is_set() and f'"cause":"{self._join_id}"'.encode() in frame.text:
            self._entered.set()
        if not cosmetics.is_cosmetic(frame.text):
            self._outbox.put(frame)
        elif not self._outbox.put_cosmetic(frame):
            cosmetics.shed("socket")

    def offer_own(self, frame: bytes) -> None:
        if frame.startswith(b'{"type":"refused"'):
            self._on_refused(msgspec.json.decode(frame, type=Refused))
        elif not self._entered.is_set() and self._join_id.encode() in frame:
            self._entered.set()  # done: it was our seat already
        else:
            self._outbox.put(Frame(frame))

    def _on_refused(self, refused: Refused) -> None:
        code = Code(refused.code)
        if refused.id != self._join_id:
            self._refuse(refused.id, code)
        elif code is Code.FAILED:
            return  # a fault of ours: the seat is asked for again
        elif code is not Code.ROOM_NOT_FOUND or self._joins >= SURELY:
            self._entered.set()
            self._refuse(None, code)
            self.end(CLOSE_FOR.get(code, 4004))

    def end(self, code: int) -> None:
        self._ended_with = code
        self._outbox.close(code)

    def resync(self) -> None:
        if self._resyncing is None or self._resyncing.done():
            self._resyncing = asyncio.create_task(self._send_snapshots(repair=True))
            self._tasks = [self._writer, *(t for t in self._tasks[1:] if not t.done()), self._resyncing]

    def seat_again(self) -> None:
        """This process was away for so long that its seats were given up."""
        self.connection = secrets.token_hex(8)
        self._entered.clear()
        self._tasks.append(asyncio.create_task(self._ask_for_seat()))

    def missing(self, streams: set[str]) -> None:
        for command in snapshot.repairs(streams):
            gateway.submit(command, self.room)

    async def _send_snapshots(self, repair: bool = False) -> None:
        kept, tail = await hub().snapshots(self.room, self.player)
        for frame in snapshot.frames(kept, tail, self.player):
            self._outbox.put(Frame(frame))
        missing = snapshot.missing(kept)
        if repair and missing:
            self.missing(missing)


class Shared:
    """What all sockets of this process have in common, besides the hub."""

    def __init__(self, hub: Hub) -> None:
        self.leases = Leases(hub.redis)
        self.cosmetics = Cosmetics(hub.publish)


_shared_with = cache(Shared)


def shared() -> Shared:
    return _shared_with(hub())


def _ticket(scope: Any, room: str) -> Ticket | None:
    offered = scope.get("subprotocols") or []
    if len(offered) != 2 or offered[0] != protocol.VERSION:
        return None
    return read_ticket(offered[1], room)


def _now_ms() -> int:
    return int(time.time() * 1000)
