"""``manage.py runmedia``: a media server.  Start one per core; rooms are spread over them."""

import asyncio
import gc
from collections.abc import Callable
from functools import partial
from typing import Any

import redis.asyncio
from django.conf import settings
from django.core.management.base import BaseCommand

from events.broker.node_queue import NodeQueue
from events.workers.watchdog import touch_ready_file
from media.janus.engine import Janus
from media.keeper import STOPS, keep
from media.neighbours import own_id
from media.node import Node
from media.sfu import patches
from media.sfu.room import Room
from media.turn import ice_servers

READY = 1.0  # seconds between two signs of life


class Command(BaseCommand):
    help = "Forwards video and voice between the browsers of the rooms it is given."
    requires_system_checks = ()  # others have made them; rooms wait for one that comes after a killed one

    def handle(self, *args: Any, **options: Any) -> None:
        patches.use_addresses(_parts(settings.LIE.media_hosts))
        patches.way()  # tried out before the first browser comes
        gc.freeze()  # what is loaded stays: servers share its memory, and no collector writes to it
        if code := keep(partial(_run, _loop_factory())):
            raise SystemExit(code)


def _run(loop_factory: Callable[[], asyncio.AbstractEventLoop], gone: int) -> None:
    with asyncio.Runner(loop_factory=loop_factory) as runner:
        runner.run(_serve(gone))


async def _serve(gone: int) -> None:
    """Until told to stop, or until ``gone`` says that the keeper is no more."""
    loop, stop = asyncio.get_running_loop(), asyncio.Event()
    for number in STOPS:
        loop.add_signal_handler(number, stop.set)
    loop.add_reader(gone, stop.set)
    client = redis.asyncio.Redis.from_url(
        settings.LIE.redis_url, socket_timeout=3, socket_connect_timeout=3, health_check_interval=15
    )
    if settings.LIE.media_ports:
        patches.use_ports(loop, *map(int, settings.LIE.media_ports.split("-")))
    janus = Janus(settings.LIE.janus_url) if settings.LIE.janus_url else None
    node = Node(own_id(), client, _relays, janus or Room)
    tasks: set[asyncio.Task[None]] = set()

    def take(body: bytes) -> None:
        task = loop.create_task(node.take(body))
        tasks.add(task)
        task.add_done_callback(tasks.discard)

    def from_queue(body: bytes) -> None:
        loop.call_soon_threadsafe(take, body)

    queue = NodeQueue(settings.LIE.broker_url, node.id, from_queue)
    queue.start()
    await asyncio.to_thread(queue.reading.wait)
    running = asyncio.create_task(node.run())
    gc.freeze()  # what is here stays: the collector need not look at it again for every packet
    telling = asyncio.create_task(_tell_ready())
    stopped = asyncio.create_task(stop.wait())
    await asyncio.wait({running, stopped}, return_when=asyncio.FIRST_COMPLETED)
    loop.remove_reader(gone)  # its end can be read for ever
    await node.drain()
    await asyncio.to_thread(queue.close)
    if janus:
        await janus.close()
    for task in (running, telling):
        task.cancel()
    await asyncio.gather(running, telling, return_exceptions=True)
    await client.aclose()


def _relays(player: str) -> list[dict[str, Any]]:
    return ice_servers(_parts(settings.LIE.turn_urls), settings.LIE.turn_secret, player)


def _parts(value: str) -> list[str]:
    return [part.strip() for part in value.split(",") if part.strip()]


async def _tell_ready() -> None:
    """From the loop that forwards packets: should it hang, the file grows old."""
    while True:
        touch_ready_file()
        await asyncio.sleep(READY)


def _loop_factory() -> Any:
    """uvloop where it is installed: a fifth less work for each packet."""
    try:
        import uvloop
    except ImportError:
        return asyncio.new_event_loop
    return uvloop.new_event_loop
