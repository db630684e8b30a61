"""``manage.py clock``: deadlines, relay and sweeps.  A second one stands by."""

import signal
from typing import Any

from django.core.management.base import BaseCommand

from events.broker import publisher
from events.upkeep.clock import Clock
from events.workers import beats, memory, pulse
from events.workers.watchdog import touch_ready_file


class Command(BaseCommand):
    help = "Fires deadlines, relays unpublished events, pokes subscribers that have missed something."

    def handle(self, *args: Any, **options: Any) -> None:
        clock = Clock()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: clock.stopped.set())
        beats.keep("clock", pulse.mine)
        memory.keep_giving_back()
        clock.run(ready=_at_work)
        beats.stop(beats.beat("clock", pulse.mine))
        publisher.default().close()


def _at_work() -> None:
    pulse.mine.tick()
    touch_ready_file()
