"""Our publisher under an event loop.  python -m bench.backbone.peers.our_publisher SECONDS RATE

Outcomes come on the publisher's thread, many at once: the broker confirms several messages by one word.
The loop is woken once for all of them; ``asyncio.wrap_future`` would wake it for each.
"""

import asyncio
import gc
import itertools
import os
import sys
from collections import deque
from concurrent.futures import Future
from contextlib import closing

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lie_project.settings")
django.setup()

from bench.backbone import asyncio_load, wish  # noqa: E402
from events.broker.publisher import Publisher  # noqa: E402
from events.broker.wire import Outcome, Outgoing  # noqa: E402


class Outcomes:
    """Brings outcomes to those who wait for them on the loop."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self._settled: deque[tuple[asyncio.Future[Outcome], Outcome]] = deque()
        self._woken = False

    def of(self, outcome: "Future[Outcome]") -> "asyncio.Future[Outcome]":
        waiter: asyncio.Future[Outcome] = self._loop.create_future()
        outcome.add_done_callback(lambda done: self._settle(waiter, done.result()))
        return waiter

    def _settle(self, waiter: "asyncio.Future[Outcome]", outcome: Outcome) -> None:
        self._settled.append((waiter, outcome))
        if not self._woken:
            self._woken = True
            self._loop.call_soon_threadsafe(self._tell)

    def _tell(self) -> None:
        self._woken = False  # before the row is emptied: who comes later wakes the loop again
        while self._settled:
            waiter, outcome = self._settled.popleft()
            if not waiter.done():
                waiter.set_result(outcome)


async def main(seconds: float, rate: float) -> None:
    ids = itertools.count()
    body = wish.body(wish.event())
    outcomes = Outcomes(asyncio.get_running_loop())
    with closing(Publisher(os.environ["BENCH_URL"], lambda channel: None)) as publisher:

        async def publish() -> None:
            message = Outgoing(str(next(ids)), wish.EXCHANGE, wish.ASKED, body)
            outcome = await outcomes.of(publisher.publish(message))
            assert outcome is Outcome.STORED, outcome

        await asyncio_load.measured(publish, seconds, rate)


if __name__ == "__main__":
    gc.collect()
    gc.freeze()  # as the web process does (lie_project.asgi)
    asyncio.run(main(float(sys.argv[1]), float(sys.argv[2])))
