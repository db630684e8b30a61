import stat
from pathlib import Path

from lie_project.launcher.private import kept_secret, private_directory, write_private


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_a_secret_is_long_made_once_and_kept(tmp_path: Path) -> None:
    first = kept_secret(tmp_path / "key")
    assert len(first) >= 50
    assert kept_secret(tmp_path / "key") == first


def test_two_secrets_differ(tmp_path: Path) -> None:
    assert kept_secret(tmp_path / "one") != kept_secret(tmp_path / "two")


def test_only_the_owner_may_read_them(tmp_path: Path) -> None:
    kept_secret(tmp_path / "key")
    assert mode(tmp_path / "key") == 0o600
    assert mode(private_directory(tmp_path / "kept")) == 0o700


def test_writing_again_replaces_the_whole_text_even_after_an_unfinished_draft(tmp_path: Path) -> None:
    (tmp_path / "file.new").write_text("left behind")
    write_private(tmp_path / "file", "a longer text")
    write_private(tmp_path / "file", "short")
    assert (tmp_path / "file").read_text() == "short"
