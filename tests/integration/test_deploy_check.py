"""``manage.py check --deploy`` and a refused start, as whoever deploys meets them."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PRODUCTION = {
    "LIE_SECRET_KEY": "b7Tn0-qUc3Kx9_wZ4hV8sLmR2yEoGfAa1DiJpNkXuQv5StHd6CzWbMrY",
    "LIE_DATABASE_URL": "postgres://lie:s3cret@127.0.0.1:1/lie",
    "LIE_REDIS_URL": "redis://:s3cret@127.0.0.1:1/0",
    "LIE_BROKER_URL": "amqp://lie-clock:s3cret@127.0.0.1:1//",
    "LIE_HOSTS": "lie.example",
    "LIE_HTTPS": "1",
    "LIE_PROXY": "1",
}


def manage(*arguments: str, **environ: str) -> "subprocess.CompletedProcess[str]":
    others = {name: value for name, value in os.environ.items() if not name.startswith("LIE_")}
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        env={**others, **PRODUCTION, **environ},
        capture_output=True,
        text=True,
    )


def test_the_deploy_check_is_clean_in_production() -> None:
    checked = manage("check", "--deploy", "--fail-level", "WARNING")
    assert checked.returncode == 0, checked.stderr
    assert "no issues" in checked.stdout


def test_a_refused_start_is_one_sentence_at_the_end() -> None:
    refused = manage("clock", LIE_DEBUG="1")
    assert refused.returncode != 0
    assert "LIE_DEBUG is refused" in refused.stderr.splitlines()[-1]
