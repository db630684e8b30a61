"""Our publisher under an event loop.  python -m bench.backbone.peers.our_publisher SECONDS RATE"""

import asyncio
import itertools
import os
import sys
from contextlib import closing

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lie_project.settings")
django.setup()

from bench.backbone import asyncio_load, wish  # noqa: E402
from events.broker.publisher import Publisher  # noqa: E402
from events.broker.wire import Outcome, Outgoing  # noqa: E402


async def main(seconds: float, rate: float) -> None:
    ids = itertools.count()
    body = wish.body(wish.event())
    with closing(Publisher(os.environ["BENCH_URL"], lambda channel: None)) as publisher:

        async def publish() -> None:
            message = Outgoing(str(next(ids)), wish.EXCHANGE, wish.ASKED, body)
            outcome = await asyncio.wrap_future(publisher.publish(message))
            assert outcome is Outcome.STORED, outcome

        await asyncio_load.measured(publish, seconds, rate)


if __name__ == "__main__":
    asyncio.run(main(float(sys.argv[1]), float(sys.argv[2])))
