"""LIE's own gateway with the workers taken away: a command becomes its frame at once.

Everything of the socket's path is the real one: handshake, ticket, decoding, limits, hub, Redis, outlets.
What a worker would have published (events.live) is published here, by the gateway's own process, as the peers
do it.
"""

import asyncio
import itertools
from collections import defaultdict
from functools import cache
from typing import Any

import hiredis
import msgspec
from django.conf import settings

import lie_project.asgi
from events import live
from events.messages.commands import CastVote, JoinRoom, Say
from events.messages.frames import ChatFrame, Done, GameFrame
from events.schema import Command
from rooms import consumers, limits
from rooms.ear import open_ear

for name in ("RATE", "BURST", "ADDRESS_RATE", "ADDRESS_BURST", "OPENING_RATE", "OPENING_BURST"):
    for module in (limits, consumers):
        setattr(module, name, 1_000_000)  # the load's own rate is what is measured
limits.SOCKETS_OF_ADDRESS = 1_000_000  # and all of it comes from one address
_numbers: "dict[str, itertools.count[int]]" = defaultdict(lambda: itertools.count(1))


class Flusher:
    """All that came in one round of the loop goes to Redis in one write, in order.  It stands for workers,
    so it costs the gateway's process as little as can be."""

    def __init__(self) -> None:
        self._waiting: list[bytes] = []
        self._loop = asyncio.get_running_loop()
        self._opening = self._loop.create_task(open_ear(settings.LIE.redis_url, 3.0, lambda replies: None))
        self._opening.add_done_callback(lambda done: self._flush())

    def put(self, room: str, frame: msgspec.Struct) -> None:
        if not self._waiting:
            self._loop.call_soon(self._flush)
        command = ("PUBLISH", live.channel_of(room), b"* " + live.encode(frame))
        self._waiting.append(hiredis.pack_command(command))

    def _flush(self) -> None:
        if self._opening.done():
            lines, self._waiting = self._waiting, []
            self._opening.result().write(b"".join(lines))


flusher = cache(Flusher)


def _publish(room: str, frame: msgspec.Struct) -> None:
    flusher().put(room, frame)


def _submit(self: consumers.RoomConsumer, command: Command, frame_id: str) -> None:
    number = next(_numbers[self.room])
    match command:
        case JoinRoom():
            self._entered.set()
        case Say(text=text):
            line = {"number": number, "author": self.player, "nickname": "somebody", "text": text}
            _publish(self.room, ChatFrame(number, number, {"messages": [line]}, cause=frame_id))
        case CastVote(target=target):
            view = {"phase": "voting", "voted": [self.player], "type": "cast_vote", "target": target}
            _publish(self.room, GameFrame(number, number, view, cause=frame_id))
        case _:
            self.put(Done(frame_id))


consumers.RoomConsumer._submit = _submit  # type: ignore[method-assign]
application: Any = lie_project.asgi.application
