"""Side (c): a plain Celery task that consumes from a topic exchange, with the settings that promise at
least once; the prefetch and the pool are the driver's."""

import os
from typing import Any

from celery import Celery
from kombu import Connection, Exchange, Queue
from kombu.pools import producers

from bench.backbone import wish
from bench.backbone.broker import QUORUM
from bench.backbone.tally import Tally

topic = Exchange(wish.EXCHANGE, "topic", durable=True)
app = Celery("bench", broker=os.environ["BENCH_URL"])
app.conf.update(
    task_queues=[Queue(wish.INPUT, topic, routing_key=wish.ASKED, durable=True, queue_arguments=QUORUM)],
    task_default_queue=wish.INPUT,
    task_create_missing_queues=False,
    task_acks_late=True,
    task_reject_on_worker_lost=True,
    task_ignore_result=True,
    worker_prefetch_multiplier=int(os.environ["BENCH_PREFETCH"]),
    worker_disable_rate_limits=True,
    worker_enable_remote_control=False,
    worker_hijack_root_logger=False,
)
tally = Tally()
publishing = Connection(os.environ["BENCH_URL"], transport_options={"confirm_publish": True})


@app.task(name="bench.handle")
def handle(event: dict[str, Any]) -> None:
    if os.environ["BENCH_MODE"] == "real":
        answer(event)
    tally.note(event["id"])


def answer(event: dict[str, Any]) -> None:
    """Publish the follow-up and wait for its confirm; a connection for each thread."""
    with producers[publishing].acquire(block=True) as producer:
        producer.publish(
            wish.event(wish.ANSWERED, event["id"]),
            exchange=wish.EXCHANGE,
            routing_key=wish.ANSWERED,
            delivery_mode=2,
            mandatory=True,
        )
