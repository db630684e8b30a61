"""The installation of docs/operations.md, step by step: units, a broker user for each process, a game."""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from lie_project.launcher.ports import LOOPBACK
from lie_project.launcher.process import Spec
from tests import servers
from tests.integration.installed import ROOT, Installed

pytestmark = pytest.mark.long

PLAY = ("--bots", "7", "--liars", "2", "--rounds", "1", "--pace", "0.5", "--seed", "5")


def done(unit: Spec, *command: str) -> str:
    """What a command says with the settings of this unit's process."""
    environ = servers.outer_environ() | dict(unit.environ)
    run = subprocess.run(command or unit.argv, env=environ, cwd=ROOT, capture_output=True, text=True)
    assert run.returncode == 0, run.stdout + run.stderr
    return run.stdout


def manage(unit: Spec, *arguments: str) -> str:
    return done(unit, sys.executable, "manage.py", *arguments)


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installed]:
    """LIE, running."""
    directory: Path = tmp_path_factory.mktemp("installed")
    with (
        servers.running_rabbitmq(tmp_path_factory.mktemp("rabbitmq")) as node,
        servers.running_redis(tmp_path_factory.mktemp("redis")) as redis_url,
        servers.running_postgres() as postgres_url,
    ):
        made = Installed(directory)
        made.write_settings(
            {
                "LIE_SECRET_KEY": "a-secret-of-this-test-" + 3 * "0123456789",
                "LIE_DATABASE_URL": postgres_url,
                "LIE_REDIS_URL": redis_url,
                "LIE_BROKER_URL": node.url(),
                "LIE_BROKER_API_URL": "",  # the node has no management
                "LIE_HTTPS": "0",  # robots come straight, not by nginx
                "LIE_PROXY": "0",
                "LIE_LOG_LEVEL": "INFO",
                "LIE_MEDIA_HOSTS": LOOPBACK,
                "LIE_DATA_DIR": str(directory / "state"),
            }
        )
        before = made.unit("lie-prepare.service")  # nobody has an account yet
        manage(before, "brokerusers", "--to", str(made.accounts), "--ctl", str(node.ctl))
        done(made.unit("lie-prepare.service"))
        with made.running():
            yield made


def test_robots_play_a_game_while_each_process_has_a_user_of_its_own(installed: Installed) -> None:
    users = [installed.unit(name).environ["LIE_BROKER_URL"] for name in installed.wanted()]
    assert len(set(users)) == len(users) > 8
    said = manage(installed.unit("lie-web@1.service"), "play", "--url", installed.url, *PLAY)
    assert "lost              0" in said


def test_nobody_is_refused_anything_and_the_clock_finds_nothing_missing(installed: Installed) -> None:
    assert "ACCESS_REFUSED" not in installed.said() and "Traceback" not in installed.said()
    assert manage(installed.unit("lie-clock.service"), "topology", "check")


def test_with_json_logs_every_line_of_every_process_is_json(installed: Installed) -> None:
    lines = [line for line in installed.said().splitlines() if line]
    assert [line for line in lines if not line.startswith("{")] == []
    assert {"time", "level", "logger", "message"} <= json.loads(lines[0]).keys()
