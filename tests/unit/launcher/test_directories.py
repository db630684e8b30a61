import stat
import subprocess
from pathlib import Path

import pytest

from lie_project.launcher import directories
from lie_project.launcher.failure import CannotStart


def test_a_data_directory_that_cannot_be_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(CannotStart, match=f"{tmp_path}/file/data cannot be used as data directory"):
        directories.make(tmp_path / "file" / "data")


def test_what_is_left_of_an_earlier_run_is_removed(tmp_path: Path) -> None:
    places = directories.make(tmp_path)
    places.ready_file("game").touch()
    directories.forget_last_run(places)
    assert list(places.run.iterdir()) == []


def test_a_shell_can_read_the_environment_back_whatever_is_in_it(tmp_path: Path) -> None:
    places = directories.make(tmp_path)
    value = 'it\'s $HOME `id` "quoted"\nin two lines'
    places.write_environment({"LIE_SECRET_KEY": value})
    file = places.run / "environment"
    script = f'. "{file}"; printf %s "$LIE_SECRET_KEY"'
    assert subprocess.run(["sh", "-c", script], capture_output=True, text=True).stdout == value
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
