import subprocess
import sys
from pathlib import Path

PURE = (
    "rules",
    "table",
    "phases",
    "ballots",
    "scoring",
    "guess",
    "fairness",
    "bots",
    "projections",
    "wishes",
    "deck",
)
IMPURE = ("django", "celery", "kombu", "redis", "channels", "aiortc")
ROOT = Path(__file__).parents[3]


def test_the_rules_need_nothing_of_the_outside_world() -> None:
    imports = f"import sys, {', '.join(f'game.{name}' for name in PURE)}"
    told = f"{imports}; print([name for name in {IMPURE} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", told], capture_output=True, text=True, check=True, cwd=ROOT)
    assert done.stdout.strip() == "[]"
