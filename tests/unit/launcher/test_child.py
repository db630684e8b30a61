"""One child under care, with real processes of one line."""

import asyncio
import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from events.workers import watchdog
from lie_project.launcher import backoff, process
from lie_project.launcher import child as child_module
from lie_project.launcher.child import Child
from lie_project.launcher.failure import CannotStart
from lie_project.launcher.process import Spec, Stage

# Stays until it is killed.
SLEEPER = "import time; open(sys.argv[1], 'w').write(str(os.getpid())); time.sleep(600)"
DEAF = "signal.signal(signal.SIGTERM, signal.SIG_IGN); " + SLEEPER
MOURNED = "print('no such table', flush=True); sys.exit(3)"


@pytest.fixture(autouse=True)
def short_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(backoff, "LONGEST", 0.05)
    monkeypatch.setattr(backoff.Backoff, "after", lambda self, lived: 0.05)


@pytest.fixture
def sign(tmp_path: Path) -> Path:
    """Where a child writes its process id when it is up."""
    return tmp_path / "sign"


@pytest.fixture
def child(tmp_path: Path, sign: Path) -> Callable[[str], Child]:
    def make(code: str) -> Child:
        program = f"import os, signal, sys; {code}"
        argv = (sys.executable, "-c", program, str(sign))
        spec = Spec("game", argv, Stage.WORKERS, lambda: sign.exists() and bool(sign.read_text()), {}, sign)
        return Child(spec, dict(os.environ), tmp_path / "game.log")

    return make


async def heard(capsys: pytest.CaptureFixture[str], words: str) -> str:
    """All that was said, as soon as ``words`` are in it."""
    said = ""
    async with asyncio.timeout(20):
        while words not in said:
            await asyncio.sleep(0.01)
            said += capsys.readouterr().out
    return said


async def test_a_child_that_is_killed_comes_back_and_it_is_said(
    child: Callable[[str], Child], sign: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    game = child(SLEEPER)
    await game.until_ready()
    first = int(sign.read_text())
    os.kill(first, signal.SIGKILL)
    said = await heard(capsys, "game is back.")
    assert f"game ended (killed by SIGKILL); it starts again in 0 s. Its log: {game.log}" in said
    assert int(sign.read_text()) != first
    await game.stop(grace=5)


async def test_a_child_that_ends_before_it_was_ever_ready_ends_the_start(
    child: Callable[[str], Child],
) -> None:
    with pytest.raises(CannotStart, match="game did not come up.*\n.*no such table"):
        await child(MOURNED).until_ready()


async def test_a_program_that_is_not_there_ends_the_start(tmp_path: Path) -> None:
    spec = Spec("game", ("/no/such/program",), Stage.WORKERS, lambda: True)
    with pytest.raises(CannotStart, match="game did not come up"):
        await Child(spec, {}, tmp_path / "game.log").until_ready()


async def test_a_stopped_child_does_not_come_back(child: Callable[[str], Child], sign: Path) -> None:
    game = child(SLEEPER)
    await game.until_ready()
    await game.stop(grace=5)
    with pytest.raises(ProcessLookupError):
        os.kill(int(sign.read_text()), 0)


async def test_a_child_that_does_not_end_in_time_is_killed_and_it_is_said(
    child: Callable[[str], Child], sign: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    game = child(DEAF)
    await game.until_ready()
    await game.stop(grace=0.2)
    assert "game did not end in 0 s and is killed" in capsys.readouterr().out
    with pytest.raises(ProcessLookupError):
        os.kill(int(sign.read_text()), 0)


async def test_a_stop_while_a_child_waits_to_start_again_ends_at_once(
    child: Callable[[str], Child],
    sign: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(backoff.Backoff, "after", lambda self, lived: 600)
    game = child(SLEEPER)
    await game.until_ready()
    os.kill(int(sign.read_text()), signal.SIGKILL)
    await heard(capsys, "it starts again in 600 s")
    async with asyncio.timeout(1):
        await game.stop(grace=600)


async def test_a_ready_file_of_the_life_before_is_no_sign(child: Callable[[str], Child], sign: Path) -> None:
    sign.write_text("left behind")
    game = child(SLEEPER)
    await game.until_ready()
    assert sign.read_text() != "left behind"
    await game.stop(grace=5)


async def test_a_child_that_gives_no_sign_of_life_is_ended_and_comes_back(
    tmp_path: Path, sign: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(child_module, "LISTEN", 0.02)
    monkeypatch.setattr(child_module, "LAST_GRACE", 0.1)
    beating = "import time, pathlib\nwhile True: pathlib.Path(sys.argv[1]).touch(); time.sleep(0.05)"
    argv = (sys.executable, "-c", f"import sys\n{beating}", str(sign))
    spec = Spec("game", argv, Stage.WORKERS, sign.exists, {}, sign, silence=1)
    game = Child(spec, dict(os.environ), tmp_path / "game.log")
    await game.until_ready()
    assert game.pid is not None
    os.kill(game.pid, signal.SIGSTOP)
    said = await heard(capsys, "game is back.")
    assert "game gave no sign of life for 1 s and is ended.\ngame ended (killed by SIGKILL)" in said
    await game.stop(grace=5)


@pytest.mark.parametrize(
    ("code", "words"),
    [
        (0, "exit code 0"),
        (3, "exit code 3"),
        (-11, "killed by SIGSEGV"),
        (watchdog.DEAF, "it received nothing although messages waited"),
    ],
)
def test_an_end_is_told_in_words(code: int, words: str) -> None:
    assert process.ending(code) == words


def test_every_end_that_a_watchdog_chooses_has_its_words() -> None:
    assert set(process.OWN_ENDS) == set(watchdog.REASONS)
