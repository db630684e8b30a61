"""What a worker under test writes down: when each message was handled, and at what cost.

Standard library only, since every side uses it, also those that run in another environment.
"""

import json
import os
import threading
import time
from pathlib import Path

WARM = 0.15  # share of the messages that is handled before the clock starts


class Tally:
    """Counts to ``BENCH_COUNT`` and then writes what it has seen to ``BENCH_OUT``.  Any thread may call."""

    def __init__(self) -> None:
        self.count = int(os.environ["BENCH_COUNT"])
        self._warm = int(self.count * WARM)
        self._times: list[tuple[float, str]] = []
        self._cpu = 0.0
        self._lock = threading.Lock()

    def note(self, id: str) -> None:
        """One message is handled."""
        with self._lock:
            self._times.append((time.time(), id))
            if len(self._times) == self._warm:
                self._cpu = time.process_time()
            if len(self._times) == self.count:
                self._write()

    def _write(self) -> None:
        events = self.count - self._warm
        seconds = self._times[-1][0] - self._times[self._warm - 1][0]
        result = {
            "rate": events / seconds,
            "cpu_us": (time.process_time() - self._cpu) / events * 1e6,
            "times": {id: at for at, id in self._times},
        }
        out = Path(os.environ["BENCH_OUT"])
        out.with_suffix(".part").write_text(json.dumps(result))
        out.with_suffix(".part").rename(out)
