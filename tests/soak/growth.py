"""What processes hold, by the kernel's figures, and how fast that grows."""

import os
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import linear_regression

PAGE = os.sysconf("SC_PAGE_SIZE")
TEN_MINUTES = 600.0  # seconds


@dataclass
class Held:
    """One process' samples: monotonic seconds, bytes resident, open descriptors."""

    pid: int
    at: list[float] = field(default_factory=list)
    memory: list[int] = field(default_factory=list)
    descriptors: list[int] = field(default_factory=list)
    ended: bool = False

    def look(self, now: float) -> None:
        try:
            resident = int(Path(f"/proc/{self.pid}/statm").read_text().split()[1]) * PAGE
            descriptors = len(os.listdir(f"/proc/{self.pid}/fd"))
        except OSError:
            self.ended = True
            return
        self.at.append(now)
        self.memory.append(resident)
        self.descriptors.append(descriptors)

    @property
    def memory_slope(self) -> float:
        """Per cent of what it held on average, in ten minutes."""
        return slope(self.at, self.memory)

    @property
    def descriptor_slope(self) -> float:
        return slope(self.at, self.descriptors)


def slope(at: Sequence[float], values: Sequence[int]) -> float:
    """Of the line nearest to the values: per cent of their mean in ten minutes; 0 for fewer than three."""
    if len(at) < 3:
        return 0.0
    mean = sum(values) / len(values)
    return linear_regression(at, values).slope * TEN_MINUTES / mean * 100


def together(all_held: Sequence[Held]) -> Held:
    """All as if they were one process: they were looked at in one row."""
    rows = min((len(held.at) for held in all_held), default=0)
    whole = Held(0, list(all_held[0].at[:rows]) if all_held else [])
    whole.memory = [sum(held.memory[row] for held in all_held) for row in range(rows)]
    whole.descriptors = [sum(held.descriptors[row] for held in all_held) for row in range(rows)]
    return whole
