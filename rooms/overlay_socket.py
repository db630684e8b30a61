"""The socket of a stream's overlay: one room's table, cut down to what ``overlay`` shows."""

import time
from typing import Any

import msgspec

from rooms import overlay, snapshot
from rooms.hub import hub
from rooms.onlooker import Onlooker, speaks
from rooms.outlet import Frame
from rooms.protocol import Beat
from rooms.showing import OverlayFrame

_beats = msgspec.json.Decoder(Beat)


class OverlayConsumer(Onlooker):
    """The hub sees it as a ``hub.Socket`` of nobody."""

    player, connection = "", "overlay"

    def admits(self, scope: Any) -> bool:
        self.room = scope["url_route"]["kwargs"]["code"]
        self._last = -1
        return speaks(scope) and overlay.opens(self.room, scope["subprotocols"][1])

    async def begin(self) -> None:
        await hub().join(self.room, self)
        await self.again()

    async def again(self) -> None:
        kept, _ = await hub().snapshots(self.room, self.player)
        hub().repairs.ask(self.room, snapshot.missing(kept) & {"game"})
        if b"game" in kept:
            self._show(kept[b"game"], again=True)

    async def finish(self) -> None:
        await hub().leave(self.room, self)

    def _show(self, text: bytes, *, again: bool = False) -> None:
        frame = overlay.read(text)
        if frame and frame.last >= self._last + (not again):
            self._last = frame.last
            self.put(OverlayFrame(frame.last, overlay.show(frame.view), int(time.time() * 1000)))

    # --- as a socket of the hub -------------------------------------------------------------

    def offer(self, frame: Frame) -> None:
        """Frames of the room, of which only the table's are shown; and our own."""
        for text in frame.texts:
            if text.startswith(b'{"type":"beat"'):
                self._beat(_beats.decode(text))
            else:
                self._show(text)

    def _beat(self, beat: Beat) -> None:
        newest = {stream: last for stream, last in beat.last.items() if stream == "game"}
        self.put(Beat(beat.time, newest))

    def put(self, frame: msgspec.Struct) -> None:
        super().offer(Frame(msgspec.json.encode(frame)))

    def heard(self, frame: bytes) -> None:
        """It takes no seat."""

    def offer_own(self, frame: bytes) -> None:
        """It is nobody's."""

    def resync(self) -> None:
        """Frames may have been missed: the newest of the table comes with the next change, or is asked for by
        the page at the next beat."""
