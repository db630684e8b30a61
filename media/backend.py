"""What a media server asks of the engine that forwards the packets of its rooms (decision 14).

``media.held`` and ``media.node`` know no more of it than this; ``media.sfu.room.Room`` is one, and
tests/integration/media/test_backends.py is what each has to keep.
"""

from collections.abc import Callable, Collection
from typing import Protocol

from media.sfu.offers import Offer
from media.sfu.room import Floor

Told = Callable[[str, str], None]
"""(player, "connected" | "lost"); a goodbye is not told."""
LaidOut = Callable[[str, list[dict[str, str]]], None]
"""(player, his layout): as ``MediaRoom.layout`` gives it, at each change."""


class MediaRoom(Protocol):
    """The connections of one room.  All is called in one event loop, which nothing may hold up; times are
    ``time.monotonic()``."""

    @property
    def members(self) -> Collection[str]:
        """Players with a connection, or with one that is being made."""

    @property
    def speaking(self) -> str:
        """Whose voice fills the room, as ``listen`` last found; "": nobody's."""

    @property
    def limit(self) -> int:
        """Bits a second that each camera may send."""

    async def join(self, player: str, connection: str, offer: Offer) -> str:
        """The answer to a browser's offer, which takes the place of the player's earlier one.

        ``connection`` names his socket or page.  Raises BadOffer, or Closed when the room was closed
        meanwhile; then nothing has changed."""

    async def leave(self, player: str, connection: str | None = None) -> None:
        """Let a player go; with ``connection``, only when he has not come back on another since."""

    async def drop_lost(self) -> list[str]:
        """Let those go whose connection has ended; gives them."""

    async def close(self) -> None:
        """Everybody goes, and nobody comes any more."""

    def set_floor(self, floor: Floor) -> None:
        """Only these are heard and seen, whatever browsers send."""

    def mute(self, player: str, kinds: frozenset[str]) -> None:
        """What a player has switched off himself, of "audio" and "video", reaches nobody."""

    def show(self, player: str, hidden: frozenset[str]) -> None:
        """Pictures that a receiver does not show are not sent to him."""

    def layout(self, player: str) -> list[dict[str, str]]:
        """Of a member: {"player", "audio", "video"} for each other whom he gets, by the ids of his
        m-sections; "": what rests."""

    def tend(self, now: float) -> None:
        """Several times a second."""

    def report(self, now: float) -> None:
        """Once a second."""

    def listen(self) -> bool:
        """Once a second: True when another speaks than before."""

    def packets(self) -> int:
        """Sent to those here, ever."""

    def repeated(self) -> int:
        """Of them sent again."""


class MediaBackend(Protocol):
    """Opens rooms.  An empty one costs nothing: what it needs is made when the first player comes."""

    apart: bool
    """Does a browser need a connection for each direction?"""

    def __call__(self, on_state: Told, on_layout: LaidOut) -> MediaRoom: ...
