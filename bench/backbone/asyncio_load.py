"""Publishing from an event loop: how many a second are confirmed, and how late the loop gets.

Standard library only: both sides use it.
"""

import asyncio
import json
import statistics
import time
from collections.abc import Awaitable, Callable

Publish = Callable[[], Awaitable[object]]
TICK = 0.005  # seconds between two looks at the loop's lateness


async def measured(publish: Publish, seconds: float, rate: float) -> None:
    """Print the figures of a saturated loop (64 at a time), then of a steady rate, and of five times that."""
    await publish()
    figures = {"full": await _full(publish, seconds), "paced": await _paced(publish, seconds, rate)}
    print(json.dumps({**figures, "busy": await _paced(publish, seconds, 5 * rate)}))


async def _full(publish: Publish, seconds: float) -> dict[str, float]:
    until = time.monotonic() + seconds
    done = 0

    async def one_after_the_other() -> None:
        nonlocal done
        while time.monotonic() < until:
            await publish()
            done += 1

    late = asyncio.create_task(_lateness(until))
    start, cpu = time.monotonic(), time.process_time()
    await asyncio.gather(*(one_after_the_other() for _ in range(64)))
    took = time.monotonic() - start
    return {"rate": done / took, "cpu_us": (time.process_time() - cpu) / done * 1e6, **_lag(await late)}


async def _paced(publish: Publish, seconds: float, rate: float) -> dict[str, float]:
    waits: list[float] = []

    async def one() -> None:
        start = time.perf_counter()
        await publish()
        waits.append(time.perf_counter() - start)

    late = asyncio.create_task(_lateness(time.monotonic() + seconds))
    start, tasks = time.monotonic(), []
    for number in range(int(rate * seconds)):
        await asyncio.sleep(max(0.0, start + number / rate - time.monotonic()))
        tasks.append(asyncio.create_task(one()))
    await asyncio.gather(*tasks)
    return {**_lag(await late), "confirm_p50": _part(waits, 0.5), "confirm_p99": _part(waits, 0.99)}


async def _lateness(until: float) -> list[float]:
    late: list[float] = []
    while time.monotonic() < until:
        due = time.perf_counter() + TICK
        await asyncio.sleep(TICK)
        late.append(time.perf_counter() - due)
    return late


def _lag(late: list[float]) -> dict[str, float]:
    """Milliseconds."""
    return {
        "lag_mean": statistics.mean(late) * 1e3,
        "lag_p50": _part(late, 0.5),
        "lag_p99": _part(late, 0.99),
    }


def _part(values: list[float], share: float) -> float:
    return sorted(values)[int(len(values) * share)] * 1e3
