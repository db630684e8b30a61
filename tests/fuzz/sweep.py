"""One look at one target: many inputs by a seed, the failing one made as small as can be."""

import time
from dataclasses import dataclass

from hypothesis import HealthCheck, Phase, given, seed, settings

from tests.fuzz.targets import Target
from tests.fuzz.wounds import inputs

SLOWEST = 2.0  # seconds of this process for one input: more is a way to stop a server


class TooSlow(Exception):
    """An input cost its reader more than ``SLOWEST``."""


@dataclass(frozen=True)
class Finding:
    """An error that the target's reader did not foresee, and the smallest input found that makes it."""

    target: str
    body: bytes
    error: str


def swept(target: Target, chance: int, examples: int) -> Finding | None:
    """Try ``examples`` inputs; the same ``chance`` makes the same ones."""
    last = b""

    def attempt(body: bytes) -> None:
        nonlocal last
        last = body
        begun = time.process_time()
        target.survives(body)
        if time.process_time() - begun > SLOWEST:
            raise TooSlow(f"{len(body)} bytes")

    run = settings(
        max_examples=examples,
        database=None,
        deadline=None,
        phases=(Phase.generate, Phase.shrink),
        suppress_health_check=list(HealthCheck),
    )(given(inputs(target.samples))(attempt))
    try:
        seed(chance)(run)()
    except Exception as error:
        return Finding(target.name, last, f"{type(error).__name__}: {error}"[:300])
    return None
