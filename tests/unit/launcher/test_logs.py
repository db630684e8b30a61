from pathlib import Path

import pytest

from lie_project.launcher import logs


@pytest.fixture
def log(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(logs, "LIMIT", 10)
    return tmp_path / "web.log"


def test_a_small_log_is_continued(log: Path) -> None:
    log.write_text("before\n")
    with logs.open_log(log) as file:
        file.write(b"after\n")
    assert log.read_text() == "before\nafter\n"


def test_a_log_that_outgrew_its_limit_is_put_aside(log: Path) -> None:
    log.write_text("more than ten bytes\n")
    with logs.open_log(log) as file:
        file.write(b"new\n")
    assert log.read_text() == "new\n"
    assert log.with_name("web.log.1").read_text() == "more than ten bytes\n"


def test_a_process_goes_on_writing_at_the_start_of_a_log_that_was_cut(log: Path) -> None:
    with logs.open_log(log) as file:
        file.write(b"more than ten bytes\n")
        logs.trim(log)
        file.write(b"new\n")
    assert log.read_bytes() == b"new\n"


def test_the_tail_is_the_last_lines(log: Path) -> None:
    log.write_text("1\n2\n3\n")
    assert logs.tail(log, 2) == "2\n3"
