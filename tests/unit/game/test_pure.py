import subprocess
import sys

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


def test_the_rules_need_nothing_of_the_outside_world() -> None:
    imports = f"import sys, {', '.join(f'game.{name}' for name in PURE)}"
    told = f"{imports}; print([name for name in {IMPURE} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", told], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
