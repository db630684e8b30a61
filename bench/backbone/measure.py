"""The measurements; each returns plain figures."""

import subprocess
from typing import Any

from bench.backbone import broker, wish
from bench.backbone.sides import ENCODE_FOR_CELERY
from bench.backbone.stage import Side, Stage, Worker

LOAD = "bench.backbone.load"


def rate(stage: Stage, side: Side, mode: str, count: int) -> dict[str, float]:
    """Handle ``count`` waiting events: events a second and microseconds of the worker's processor each.

    The queue is full before the worker starts.  What is realistic has ended when the last follow-up event
    lies in its queue.
    """
    with broker.channel(stage.rabbitmq.url()) as opened:
        broker.declare(opened)
        if side.ours:
            stage.python(LOAD, "fill", str(count))
            opened.queue_purge("sink.game")
            broker.until_there(opened, "bench.game", count)
        else:
            broker.fill(opened, count, _encode(side))
        sink = "sink.game" if side.ours else wish.SINK
        with stage.worker(side, mode, count) as worker:
            result = _arrivals(opened, sink, count, worker) if mode == "real" else worker.result()
    return {"rate": result["rate"], "cpu_us": result["cpu_us"]}


def _arrivals(opened: Any, sink: str, count: int, worker: Worker) -> dict[str, float]:
    per_second = broker.rate_of_arrival(opened, sink, count, worker.alive)
    return {**worker.result(), "rate": per_second}


def latency(stage: Stage, side: Side, count: int, per_second: int) -> dict[str, float]:
    """Milliseconds until an event is handled: ours from commit to commit, the others' from publishing."""
    warm = per_second // 2
    with broker.channel(stage.rabbitmq.url()) as opened:
        broker.declare(opened)
        with stage.worker(side, "noop", count + warm) as worker:
            _send(stage, opened, side, warm, per_second)  # also waits until it consumes
            queue = "bench.game" if side.ours else wish.INPUT
            until_empty(opened, queue, worker)
            sent = _send(stage, opened, side, count, per_second)
            handled = worker.result()["times"]
    waits = sorted((handled[id] - at) * 1e3 for id, at in sent.items())
    return {"p50": waits[len(waits) // 2], "p99": waits[int(len(waits) * 0.99)], "worst": waits[-1]}


def _send(stage: Stage, opened: Any, side: Side, count: int, per_second: int) -> dict[str, float]:
    if side.ours:
        sent: dict[str, float] = stage.python(LOAD, "pace", str(count), str(per_second))
        return sent
    return broker.pace(opened, count, per_second, _encode(side))


def until_empty(opened: Any, queue: str, worker: Worker) -> None:
    """Wait until a worker has taken all that lies in a queue."""
    from tests.servers import until

    until(lambda: broker.waiting(opened, queue) == 0 or not worker.alive(), f"{queue} is empty")


def publishing(stage: Stage, seconds: float, per_second: int) -> dict[str, Any]:
    """Publishing with confirms from asyncio: ours and aio-pika, and how late a loop is that does nothing."""
    figures = {}
    for name, python, module in (
        ("LIE", None, "bench.backbone.peers.our_publisher"),
        ("aio-pika", str(stage.others), "bench.backbone.peers.aio_pika_publisher"),
        ("no publisher", None, "bench.backbone.peers.idle_loop"),
    ):
        with broker.channel(stage.rabbitmq.url()) as opened:
            broker.declare(opened)
        options = {"python": python} if python else {}
        figures[name] = stage.python(module, str(seconds), str(per_second), **options)
    return figures


def frozen(stage: Stage, count: int) -> Any:
    """An emit while the broker is stopped, beside a plain insert."""
    asked = [str(stage.rabbitmq.ctl), "-q", "eval", "os:getpid()."]
    pid = subprocess.run(asked, capture_output=True, text=True, check=True).stdout.strip().strip('"')
    return stage.python(LOAD, "frozen", str(count), pid)


def _encode(side: Side) -> broker.Encode:
    return broker.for_celery if side.name in ENCODE_FOR_CELERY else broker.plain
