"""``manage.py clock``: deadlines, relay and sweeps.  A second one stands by."""

import signal
from typing import Any

from django.core.management.base import BaseCommand

from events import publisher
from events.clock import Clock
from events.worker import touch_ready_file


class Command(BaseCommand):
    help = "Fires deadlines, relays unpublished events, pokes subscribers that have missed something."

    def handle(self, *args: Any, **options: Any) -> None:
        clock = Clock()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: clock.stopped.set())
        clock.run(ready=touch_ready_file)
        publisher.default().close()
