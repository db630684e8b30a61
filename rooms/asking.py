"""How a socket asks for its seat: again until it is answered, and by which frame it is."""

import asyncio
import contextlib
import itertools
import secrets
from collections.abc import Callable

from events.messages.frames import Refused
from events.messages.refusal import Code
from events.schema import Command

ENTER_WAITS = (0.5, 1.0, 2.0, 5.0)  # seconds for an answer to our own join; the last one again and again
SURELY = 2  # a room that is not there at this try does not exist; before, it may be about to be made


class Asking:
    """One socket's.  ``entered`` is set once there is an answer: a seat, or a refusal for good."""

    __slots__ = ("_id", "_number", "entered")

    def __init__(self) -> None:
        self.entered = asyncio.Event()
        self._number, self._id = 0, "none-yet"

    async def ask(self, wish: Command, submit: Callable[[Command, str], None]) -> None:
        """``submit`` the wish, with another id each time, until there is an answer."""
        own = secrets.token_hex(6)  # a connection may have had sockets before this one
        for number in itertools.count():
            self._number, self._id = number, f"join{number}-{own}"
            submit(wish, self._id)
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self.entered.wait(), ENTER_WAITS[min(number, len(ENTER_WAITS) - 1)])
                return

    def caused(self, frame: bytes) -> bool:
        """Whether a frame to the room is the answer."""
        return not self.entered.is_set() and f'"cause":"{self._id}"'.encode() in frame

    def is_answered_by(self, frame: bytes, connection: str) -> bool:
        """Whether a frame to the player is the answer: it was his seat already, or he was let in."""
        if self.entered.is_set():
            return False
        return any(id.encode() in frame for id in (self._id, f"join-{connection}"))

    def is_refused_by(self, refused: Refused) -> bool:
        """Whether that is about the wish for a seat."""
        return refused.id == self._id

    def is_refused_for_good(self, code: Code) -> bool:
        """Not by a fault of ours, or while the host has not answered: then the seat is asked for again."""
        if code in (Code.FAILED, Code.KNOCKING):
            return False
        return code is not Code.ROOM_NOT_FOUND or self._number >= SURELY
