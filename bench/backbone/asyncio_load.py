"""Publishing from an event loop: how many a second are confirmed, and how late the loop gets.

Standard library only: both sides use it.
"""

import asyncio
import json
import statistics
import struct
import sys
import time
from asyncio.subprocess import PIPE
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

Publish = Callable[[], Awaitable[object]]
TICK = 0.005  # seconds between two looks at the loop's lateness
STAMPS = """
import os, struct, sys, time
while True:
    time.sleep(float(sys.argv[1]))
    os.write(1, struct.pack("d", time.monotonic()))
"""


async def measured(publish: Publish, seconds: float, rate: float) -> None:
    """Print the figures of a saturated loop (64 at a time), then of a steady rate, and of five times that."""
    await publish()
    figures = {"full": await _full(publish, seconds), "paced": await _paced(publish, seconds, rate)}
    print(json.dumps({**figures, "busy": await _paced(publish, seconds, 5 * rate)}))


async def _full(publish: Publish, seconds: float) -> dict[str, float]:
    done, until = 0, 0.0

    async def one_after_the_other() -> None:
        nonlocal done
        while time.monotonic() < until:
            await publish()
            done += 1

    async with _watched() as late:
        start, cpu = time.monotonic(), time.process_time()
        until = start + seconds
        await asyncio.gather(*(one_after_the_other() for _ in range(64)))
        took, cpu = time.monotonic() - start, time.process_time() - cpu
    return {"rate": done / took, "cpu_us": cpu / done * 1e6, **_lag(late)}


async def _paced(publish: Publish, seconds: float, rate: float) -> dict[str, float]:
    waits: list[float] = []

    async def one() -> None:
        start = time.perf_counter()
        await publish()
        waits.append(time.perf_counter() - start)

    async with _watched() as late:
        start, tasks = time.monotonic(), []
        for number in range(int(rate * seconds)):
            await asyncio.sleep(max(0.0, start + number / rate - time.monotonic()))
            tasks.append(asyncio.create_task(one()))
        await asyncio.gather(*tasks)
    return {**_lag(late), "confirm_p50": _part(waits, 0.5), "confirm_p99": _part(waits, 0.99)}


@asynccontextmanager
async def _watched() -> AsyncIterator[list[float]]:
    """How long after it was written each stamp of another process was read, in seconds.

    Not by a timer of the loop's own: asyncio rounds those up to whole milliseconds, and the more a loop
    is woken by other things the less that shows, so that a loop at rest would look the latest.
    """
    late: list[float] = []
    child = await asyncio.create_subprocess_exec(sys.executable, "-c", STAMPS, str(TICK), stdout=PIPE)
    assert child.stdout

    async def read(stamps: asyncio.StreamReader) -> None:
        while stamp := await stamps.read(8):
            late.append(time.monotonic() - struct.unpack("d", stamp)[0])

    reading = asyncio.create_task(read(child.stdout))
    try:
        yield late
    finally:
        child.kill()
        await asyncio.gather(child.wait(), reading)


def _lag(late: list[float]) -> dict[str, float]:
    """Milliseconds."""
    return {
        "lag_mean": statistics.mean(late) * 1e3,
        "lag_p50": _part(late, 0.5),
        "lag_p99": _part(late, 0.99),
    }


def _part(values: list[float], share: float) -> float:
    return sorted(values)[int(len(values) * share)] * 1e3
