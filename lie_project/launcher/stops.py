"""Ctrl-C, TERM and a closed terminal: the first asks for a drain, the second for an end at once."""

import asyncio
import signal


class Stops:
    """Requests to stop, in the order in which they come."""

    def __init__(self) -> None:
        self._requests: asyncio.Queue[None] = asyncio.Queue()
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            loop.add_signal_handler(number, self._requests.put_nowait, None)

    async def next(self) -> None:
        """Return at the next request."""
        await self._requests.get()
