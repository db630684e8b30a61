"""``manage.py runmedia`` from its start to its end."""

import subprocess
import sys
from pathlib import Path

from events import redis
from lie_project.launcher.leash import leash
from media import nodes
from tests.servers import until

ROOT = Path(__file__).parents[3]


def test_a_media_server_beats_until_it_is_asked_to_end(valkey_url: str) -> None:
    redis.client().flushall()
    process = subprocess.Popen([sys.executable, "manage.py", "runmedia"], cwd=ROOT, preexec_fn=leash())
    try:
        until(lambda: len(nodes.living()) == 1, "it beats")
        process.terminate()
        assert process.wait(20) == 0
        assert nodes.living() == [] and nodes.place("ABCDE") is None
    finally:
        process.kill()
        process.wait()
