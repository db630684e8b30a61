"""The shell part of bin/run, as a person on a bare machine meets it."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from lie_project.launcher.options import ROOT

TOOLS = ("sh", "dirname", "readlink", "id")


def lib(function: str, *, path: str) -> subprocess.CompletedProcess[str]:
    """Call a function of bin/lib.sh as bin/run would."""
    script = f". {ROOT}/bin/lib.sh; {function}"
    return subprocess.run(
        ["/bin/sh", "-eu", "-c", script, f"{ROOT}/bin/run"],
        env={"PATH": path},
        capture_output=True,
        text=True,
    )


@pytest.fixture
def bare(tmp_path: Path) -> Path:
    """A PATH with the shell's own company and nothing else."""
    for tool in TOOLS:
        found = shutil.which(tool)
        assert found
        (tmp_path / tool).symlink_to(found)
    return tmp_path


def program(path: Path, text: str) -> None:
    path.unlink(missing_ok=True)
    path.write_text(f"#!/bin/sh\n{text}\n")
    path.chmod(0o755)


def test_help_needs_nothing_installed() -> None:
    shown = subprocess.run([ROOT / "bin" / "run", "--help"], capture_output=True, text=True, check=True)
    assert shown.stdout.startswith("usage: bin/run")


def test_without_a_python_it_says_which_one_is_needed(bare: Path) -> None:
    ended = lib("find_python", path=str(bare))
    assert ended.returncode == 1
    assert ended.stderr.startswith("LIE needs Python 3.11 or newer; install")


def test_a_python_that_is_too_old_is_passed_over(bare: Path) -> None:
    program(bare / "python3", "exit 1")
    program(bare / "python3.12", "exit 0")
    assert lib("find_python", path=str(bare)).stdout == "python3.12\n"


def test_whoever_is_not_root_is_told_what_to_install(bare: Path) -> None:
    program(bare / "id", "echo 1000")
    ended = lib("need_packages rabbitmq-server redis-server", path=str(bare))
    assert ended.returncode == 1
    assert ended.stderr == (
        "These packages are missing; install them and start again: rabbitmq-server redis-server\n"
    )


def test_nothing_missing_is_nothing_said(bare: Path) -> None:
    ended = lib("need_packages", path=str(bare))
    assert (ended.returncode, ended.stderr) == (0, "")


def test_the_package_of_the_venv_module_is_the_one_of_that_python() -> None:
    named = lib("venv_package python3", path=os.environ["PATH"]).stdout
    assert named.startswith("python3.")
    assert named.endswith("-venv\n")
