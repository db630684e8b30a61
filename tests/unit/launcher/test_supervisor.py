import os
import sys
from pathlib import Path

import pytest

from lie_project.launcher import directories, supervisor
from lie_project.launcher.failure import CannotStart
from lie_project.launcher.process import Spec, Stage
from lie_project.launcher.supervisor import Supervisor

# Writes its name where all can see it when it is told to end.
POLITE = """
import signal, sys, time
def end(*_):
    with open(sys.argv[2], "a") as ended: ended.write(sys.argv[1] + " ")
    sys.exit()
signal.signal(signal.SIGTERM, end)
open(sys.argv[3], "w").close()
time.sleep(600)
"""


@pytest.fixture
def care(tmp_path: Path) -> Supervisor:
    return Supervisor(directories.make(tmp_path), dict(os.environ))


def polite(name: str, stage: Stage, tmp_path: Path) -> Spec:
    sign = tmp_path / f"{name}.up"
    argv = (sys.executable, "-c", POLITE, name, str(tmp_path / "ended"), str(sign))
    return Spec(name, argv, stage, sign.exists)


async def test_a_drain_goes_from_web_to_the_servers(care: Supervisor, tmp_path: Path) -> None:
    stages = [Stage.SERVERS, Stage.WEB, Stage.WORKERS, Stage.CLOCK]
    await care.start(polite(stage.name, stage, tmp_path) for stage in stages)
    await care.drain()
    assert (tmp_path / "ended").read_text().split() == ["WEB", "CLOCK", "WORKERS", "SERVERS"]


async def test_a_kill_asks_nobody(care: Supervisor, tmp_path: Path) -> None:
    await care.start([polite("web", Stage.WEB, tmp_path)])
    care.kill()
    await care.drain()
    assert not (tmp_path / "ended").exists()


async def test_what_is_not_ready_in_time_is_named_with_its_log(
    care: Supervisor, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(supervisor, "START", 0.2)
    never = Spec("game", ("sleep", "600"), Stage.WORKERS, lambda: False)
    with pytest.raises(CannotStart, match=r"not ready after 0 s: game \(.*/log/game.log\)"):
        await care.start([never])
    await care.drain()
