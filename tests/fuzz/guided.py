"""The same targets under atheris, which looks for inputs that reach code none has reached before."""

import importlib
import sys
from typing import Any

from hypothesis import given, settings

from tests.fuzz.targets import Target
from tests.fuzz.wounds import inputs

OURS = ["chat", "events", "game", "lie_project", "media", "rooms", "aiortc"]


def run(target: Target, minutes: float, seed: int) -> int:
    """Never returns: the engine ends the process, with 77 after a finding.  ImportError without atheris."""
    atheris: Any = importlib.import_module("atheris")  # an extra of whoever runs this by hand
    atheris.instrument_all() if minutes > 30 else None
    attempt = settings(database=None, deadline=None)(given(inputs(target.samples))(target.survives))
    limits = [f"-max_total_time={int(minutes * 60)}", f"-seed={seed}", "-max_len=8192"]
    atheris.Setup([sys.argv[0], *limits], attempt.hypothesis.fuzz_one_input)  # type: ignore[attr-defined]
    atheris.Fuzz()
    return 0
