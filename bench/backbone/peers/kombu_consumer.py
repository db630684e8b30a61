"""Side (a): a bare kombu consumer.  python -m bench.backbone.peers.kombu_consumer"""

import os
from typing import Any

from kombu import Connection, Queue
from kombu.mixins import ConsumerMixin

from bench.backbone import wish
from bench.backbone.tally import Tally


class Peer(ConsumerMixin):
    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self.tally = Tally()

    def get_consumers(self, Consumer: Any, channel: Any) -> list[Any]:
        queue = Queue(wish.INPUT, no_declare=True)
        return [Consumer([queue], callbacks=[self.handle], prefetch_count=100)]

    def handle(self, body: dict[str, Any], message: Any) -> None:
        self.tally.note(body["id"])
        message.ack()


if __name__ == "__main__":
    with Connection(os.environ["BENCH_URL"]) as connection:
        Peer(connection).run()
