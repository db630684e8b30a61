"""Strangers that throw datagrams of anything at the ports of one room, while others talk in theirs."""

import asyncio
import random
import socket
import time
from collections.abc import Sequence
from pathlib import Path

from tests.unit.media.mutations import noise

RATE = 5000  # datagrams a second
TICK = 0.01  # seconds


async def throw(ports: Sequence[int], stop: asyncio.Event) -> int:
    """Until told to stop; gives how many."""
    chance = random.Random(7)
    supply = [noise(chance) for _ in range(2000)]
    thrown, begun = 0, time.monotonic()
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as stranger:
        while not stop.is_set():
            due = int((time.monotonic() - begun) * RATE)
            for number in range(thrown, due):
                stranger.sendto(supply[number % len(supply)], ("127.0.0.1", ports[number % len(ports)]))
            thrown = due
            await asyncio.sleep(TICK)
    return thrown


def memory(process: int) -> int:
    """Resident, in KiB."""
    status = Path(f"/proc/{process}/status").read_text()
    return int(next(line.split()[1] for line in status.splitlines() if line.startswith("VmRSS")))
