"""Side (b): FastStream, in an environment of its own.  python -m bench.backbone.peers.fast_stream

The follow-up is published with a confirm before the event is acknowledged, without inbox and log.
"""

import asyncio
import os
from typing import Any

from faststream import FastStream
from faststream.rabbit import Channel, ExchangeType, QueueType, RabbitBroker, RabbitExchange, RabbitQueue

from bench.backbone import wish
from bench.backbone.tally import Tally

broker = RabbitBroker(os.environ["BENCH_URL"], default_channel=Channel(prefetch_count=100), logger=None)
topic = RabbitExchange(wish.EXCHANGE, type=ExchangeType.TOPIC, durable=True)
queue = RabbitQueue(
    wish.INPUT,
    queue_type=QueueType.QUORUM,
    durable=True,
    routing_key=wish.ASKED,
    arguments={"x-delivery-limit": 20},
)
tally = Tally()


@broker.subscriber(queue, topic)
async def handle(event: dict[str, Any]) -> None:
    if os.environ["BENCH_MODE"] == "real":
        answer = wish.event(wish.ANSWERED, event["id"])
        await broker.publish(answer, exchange=topic, routing_key=wish.ANSWERED, persist=True)
    tally.note(event["id"])


if __name__ == "__main__":
    asyncio.run(FastStream(broker, logger=None).run())
