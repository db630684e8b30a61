"""The socket of one player in one room.  It knows shapes of messages, never rules.

In: frame -> checked -> command onto the bus.  Out: what the hub hands over, as it is.

It is a Channels consumer (routing, origin check, ``as_asgi``), but reads its own frames instead of going
through Channels' dispatch: that makes two tasks and a hop to another thread of every message, which
measured 25 to 50 times slower (docs/decisions/0009).  Nothing here may block or touch the database.
"""

import asyncio
import contextlib
import re
import secrets
import time
from collections.abc import Callable, Coroutine, Mapping
from typing import Any

import msgspec
from channels.consumer import AsyncConsumer
from redis import RedisError

from events import gateway
from events.messages import media_frames
from events.messages.commands import DropConnection, JoinRoom, ShowStands, WatchRoom
from events.messages.envelope import player_message_id
from events.messages.frames import Refused
from events.messages.refusal import Code
from events.schema import Command
from rooms import blame, cosmetics, drain, intake, protocol, snapshot
from rooms.admission import may_hear
from rooms.asking import Asking
from rooms.cancelling import raise_if_cancelled
from rooms.codes import CLOSE_FOR, COME_BACK, HEARD, NEWER
from rooms.denial import deny
from rooms.doorkeeper import group_of
from rooms.hub import hub
from rooms.identity import Ticket, ticket_of
from rooms.intake import Unreadable
from rooms.limits import BURST, PATIENCE, RATE
from rooms.origin import origin_of
from rooms.outbox import Outbox
from rooms.outlet import Frame
from rooms.protocol import ClientFrame
from rooms.sentences import sentence
from rooms.shared import shared
from rooms.signalling import Line
from rooms.traffic import traffic

STANDS = b'{"type":"stands"'  # what spectators get, and who has a seat does not
_WATCH = re.compile(rb"(?:^|&)watch=1(?:&|$)")  # of the socket's address


class RoomConsumer(AsyncConsumer):
    """One instance per socket; the hub sees it as a ``hub.Socket``."""

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        await receive()  # websocket.connect
        doorkeeper, address = shared().doorkeeper, group_of(scope)
        refusal = doorkeeper.refuses(address)
        ticket = None if refusal else ticket_of(scope)
        if refusal:
            traffic.count("denied", str(refusal.value))
            await deny(scope, send, refusal)
        elif ticket is None:
            await send({"type": "websocket.close"})  # before accepting: HTTP 403
        else:
            doorkeeper.came(address)
            try:
                await self._live(scope, receive, send, ticket)
            finally:
                doorkeeper.left(address)

    async def _live(self, scope: Any, receive: Any, send: Any, ticket: Ticket) -> None:
        await send({"type": "websocket.accept", "subprotocol": protocol.VERSION})
        self._origin = origin_of(scope, ticket.room)
        self._wish = WatchRoom if _WATCH.search(scope.get("query_string", b"")) else JoinRoom
        self._start(ticket, group_of(scope), send)
        self._outbox.accepted()
        self._do(self._outbox.run())
        scope["headers"].clear()  # a browser's are some KiB, held by every layer for as long as the socket
        try:
            if drain.is_draining():
                self.end(COME_BACK)
            else:
                await self._enter(intake.since_of(scope.get("query_string", b"")))
            await self._read(receive)
        except RedisError:
            self.end(COME_BACK)  # no frames could reach this socket
            await self._read(receive)
        finally:
            await self._leave()

    def _start(self, ticket: Ticket, address: str, send: Any) -> None:
        self.player, self.room, self._ticket = ticket.player, ticket.room, ticket
        self.connection = ""  # until its lease is taken
        self._watches = self._wish is WatchRoom  # has no seat: no voice, no picture, no sign to the table
        self._opened = time.monotonic()
        self._outbox = Outbox(send, (self.room, self.player))
        self._allowance = shared().doorkeeper.allowance(address, self.player, RATE, BURST)
        self._refused_too_fast = 0
        self._typing, self._reacting = cosmetics.OncePer(), cosmetics.OncePer()
        self._ended_with: int | None = None
        self._hears = ticket.hears  # of the room; who is not in it yet must not
        self._asking = Asking()
        self._entered = self._asking.entered
        self._signals = Line(self.room, self.player, self._entered)
        self._tasks: set[asyncio.Task[None]] = set()
        self._is_resyncing, self._resync_again = False, False

    def _do(self, work: Coroutine[Any, Any, None]) -> None:
        """In a task that ends with the socket, and is not held for longer than it runs."""
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._done)

    def _done(self, task: "asyncio.Task[None]") -> None:
        self._tasks.discard(task)
        if not task.cancelled():
            task.exception()  # a writer may have met a dead socket, and that is no news

    async def _enter(self, since: Mapping[str, int]) -> None:
        self.put(protocol.Welcome(self.player, self.room, protocol.now_ms()))
        if not await shared().leases.take(self, time.monotonic() - self._opened):
            return self.end(NEWER)
        if drain.is_draining():  # since then: the hub has not known this socket
            return self.end(COME_BACK)
        await hub().join(self.room, self)
        await hub().publish(self.room, f"!{self.player} newest {self.connection}".encode())
        self._do(self._ask_for_seat())
        if self._hears:
            await self._send_snapshots(since)

    async def _ask_for_seat(self) -> None:
        shown = self._ticket
        wish = self._wish(
            nickname=shown.nickname,
            connection=self.connection,
            origin=self._origin,
            key=shown.key,
            browser=shown.browser,
        )
        await self._asking.ask(wish, self._submit)

    async def _read(self, receive: Any) -> None:
        raise_if_cancelled()
        while True:
            message = await receive()
            if message["type"] == "websocket.disconnect":
                return
            traffic.frames_in += 1
            if self._ended_with is not None:
                continue  # it was told to go
            if self._allowance.take():
                self._on_text(message.get("text"))
            else:
                self._on_too_fast()

    def _on_too_fast(self) -> None:
        self._refuse(None, Code.TOO_FAST)
        self._refused_too_fast += 1
        if self._refused_too_fast == PATIENCE + 1:
            self.end(blame.flood(self.room, self.player))

    async def _leave(self) -> None:
        self._signals.close()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await hub().leave(self.room, self)
        heard = self._ended_with in HEARD
        with contextlib.suppress(RedisError):
            # Told to come back, a player does; should he not, the lease of his seat runs out.
            if self._ended_with == COME_BACK:
                return await shared().leases.leave(self)
            if self.connection and not heard:
                self._submit(DropConnection(connection=self.connection), f"drop-{self.connection}")
            await shared().leases.let_go(self, forget=heard)

    def _on_text(self, text: str | None) -> None:
        try:
            frame = intake.read(text)
            own = OWN.get(frame.type)
            if own:
                own(self, frame)
            else:
                self._submit(intake.command(frame), frame.id)
        except Unreadable as problem:
            self._refuse(problem.id, problem.code)

    def _on_ping(self, frame: ClientFrame) -> None:
        """It may say what is shown there, as ``sync`` does: then what is missing follows."""
        shown = intake.since(frame)
        self.put(protocol.Pong(frame.id, protocol.now_ms()))
        if shown and self._hears:
            self.resync(shown, whole=False)

    def _on_sync(self, frame: ClientFrame) -> None:
        since = intake.since(frame)
        if self._hears:
            self.resync(since)

    def _on_typing(self, frame: ClientFrame) -> None:
        if not self._entered.is_set() or self._watches:
            return
        if self._typing.take():
            shared().cosmetics.typing(self.room, self.player)
        else:
            cosmetics.shed("player")

    def _on_react(self, frame: ClientFrame) -> None:
        wanted = intake.reaction(frame)
        if not self._entered.is_set() or self._watches:
            return  # who watches may know more than the table, and must not make faces at it
        if self._reacting.take():
            shared().cosmetics.reaction(self.room, protocol.Reaction(self.player, wanted.kind))
        else:
            cosmetics.shed("player", "reaction")

    def _on_signal(self, frame: ClientFrame) -> None:
        if self._watches:
            raise Unreadable(Code.NOT_A_MEMBER, frame.id)
        self._signals.take(frame, self.connection, self._submit)

    def _submit(self, command: Command, frame_id: str) -> None:
        """Have a command handled; what nobody takes is refused as busy."""
        id = player_message_id(self.player, frame_id)
        taken = gateway.submit(command, self.room, actor=self.player, id=id)
        loop = asyncio.get_running_loop()

        def tell(done: Any) -> None:
            if not done.result():
                loop.call_soon_threadsafe(self._refuse, frame_id, Code.BUSY)

        taken.add_done_callback(tell)

    def put(self, frame: msgspec.Struct) -> None:
        """Send a frame of the gateway's own."""
        self._outbox.put(Frame(msgspec.json.encode(frame)))

    def _refuse(self, id: str | None, code: Code) -> None:
        traffic.count("refused", code)
        self.put(Refused(id, code, sentence(code, self._ticket.language)))

    def heard(self, frame: bytes) -> None:
        if self._asking.caused(frame):
            self._has_seat()

    def _has_seat(self) -> None:
        self._entered.set()
        if not self._hears:
            self._hears = True
            self.resync()

    def offer(self, frame: Frame) -> None:
        if not self._entered.is_set():
            self.heard(frame.wire)
        if not self._hears:
            return
        if not frame.is_cosmetic:
            self._outbox.put(frame)
        elif not self._outbox.put_cosmetic(frame):
            cosmetics.shed("socket")

    def offer_own(self, frame: bytes) -> None:
        if frame.startswith(b'{"type":"refused"'):
            self._on_refused(msgspec.json.decode(frame, type=Refused))
        elif self._asking.is_answered_by(frame, self.connection):
            self._has_seat()
        else:
            if frame.startswith(STANDS):
                self._watches = b'"view":null' not in frame
            self._outbox.put(Frame(frame))

    def _on_refused(self, refused: Refused) -> None:
        code = Code(refused.code)
        if not self._asking.is_refused_by(refused):
            self._refuse(refused.id, code)
        elif self._asking.is_refused_for_good(code):
            self._entered.set()
            self._refuse(None, code)
            self.end(CLOSE_FOR.get(code, 4004))

    def end(self, code: int) -> None:
        if self._ended_with is None:
            self._ended_with = code
            self._outbox.close(code)

    def resync(self, since: Mapping[str, int] | None = None, *, whole: bool = True) -> None:
        if self._is_resyncing:
            self._resync_again |= whole  # what is being sent may be less
        else:
            self._is_resyncing = True
            self._do(self._resync(since or {}, whole))

    async def _resync(self, since: Mapping[str, int], whole: bool) -> None:
        if whole:
            traffic.count("resyncs")
        try:
            kept = await self._send_snapshots(since, whole)
            self._show_stands(kept, since)
            hub().repairs.ask(self.room, snapshot.missing(kept))
        except RedisError:
            return  # the client asks again
        finally:
            self._is_resyncing = False
        if self._resync_again:
            self._resync_again = False
            self.resync()

    def seat_again(self) -> None:
        """This process was away for so long that its seats were given up."""
        self._entered.clear()
        self._do(self._take_seat_again())

    async def _take_seat_again(self) -> None:
        try:
            await shared().leases.take(self)
        except RedisError:
            return self.end(COME_BACK)
        await self._ask_for_seat()

    async def _send_snapshots(self, since: Mapping[str, int], whole: bool = True) -> Mapping[bytes, bytes]:
        """Of the streams that have moved beyond ``since``; ``whole``: and the player's own, even if none has.
        Returns what is kept.  Raises RedisError."""
        kept, tail = await hub().snapshots(self.room, self.player)
        if not self._entered.is_set() and not may_hear(kept, self.player):
            self._hears = False
            return kept
        wanted = snapshot.unseen(kept, since)
        if whole or wanted:
            wanted.add("you")
        for stream, frame in snapshot.frames(kept, tail, self.player):
            if stream in wanted:
                self._outbox.put(Frame(frame))
        return kept

    def _show_stands(self, kept: Mapping[bytes, bytes], since: Mapping[str, int]) -> None:
        """To a spectator who is behind; one who comes in is shown them anyway."""
        if self._watches and self._entered.is_set() and snapshot.stands_moved(kept, since):
            self._submit(ShowStands(), f"stands-{secrets.token_hex(6)}")


OWN: dict[str, Callable[[RoomConsumer, ClientFrame], None]] = {
    "ping": RoomConsumer._on_ping,
    "sync": RoomConsumer._on_sync,
    "typing": RoomConsumer._on_typing,
    "react": RoomConsumer._on_react,
    **dict.fromkeys(media_frames.FROM_BROWSERS, RoomConsumer._on_signal),
}
"""Frames that the gateway answers itself.  All others are commands."""
