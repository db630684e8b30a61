"""Opens rooms in one Janus."""

import asyncio

from media.backend import LaidOut, Told
from media.janus.link import Link, linked
from media.janus.room import JanusRoom


class Janus:
    """``media.backend.MediaBackend``: one session with the Janus at ``url`` (ws, wss) for all rooms."""

    apart = True

    def __init__(self, url: str) -> None:
        self._url = url
        self._link: Link | None = None
        self._linking = asyncio.Lock()

    def __call__(self, on_state: Told, on_layout: LaidOut) -> JanusRoom:
        return JanusRoom(self._linked, on_state, on_layout)

    async def close(self) -> None:
        """The session ends, and what is left of rooms with it."""
        link, self._link = self._link, None
        if link is not None:
            await link.close()

    async def _linked(self) -> Link:
        async with self._linking:
            if self._link is None or not self._link.open:
                self._link = await linked(self._url)
            return self._link
