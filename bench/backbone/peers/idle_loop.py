"""A loop that publishes nothing: what lag the machine alone makes.

python -m bench.backbone.peers.idle_loop SECONDS RATE
"""

import asyncio
import sys

from bench.backbone import asyncio_load


async def publish() -> None:
    await asyncio.sleep(0.001)  # about as long as a confirm takes


if __name__ == "__main__":
    asyncio.run(asyncio_load.measured(publish, float(sys.argv[1]), float(sys.argv[2])))
