"""aio-pika with confirms.  python -m bench.backbone.peers.aio_pika_publisher SECONDS RATE"""

import asyncio
import itertools
import os
import sys

import aio_pika

from bench.backbone import asyncio_load, wish


async def main(seconds: float, rate: float) -> None:
    ids = itertools.count()
    body = wish.body(wish.event())
    async with await aio_pika.connect_robust(os.environ["BENCH_URL"]) as connection:
        channel = await connection.channel(publisher_confirms=True)
        exchange = await channel.get_exchange(wish.EXCHANGE)

        async def publish() -> None:
            message = aio_pika.Message(
                body,
                message_id=str(next(ids)),
                content_type="application/cloudevents+json",
                delivery_mode=aio_pika.DeliveryMode.PERSISTENT,
            )
            assert await exchange.publish(message, wish.ASKED, mandatory=True)

        await asyncio_load.measured(publish, seconds, rate)


if __name__ == "__main__":
    asyncio.run(main(float(sys.argv[1]), float(sys.argv[2])))
