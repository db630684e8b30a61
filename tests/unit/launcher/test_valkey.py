import stat
from pathlib import Path

from lie_project.launcher.valkey import private_valkey


def test_its_password_is_kept_in_files_of_the_owner_and_not_on_the_command_line(tmp_path: Path) -> None:
    valkey = private_valkey(tmp_path / "valkey")
    settings = tmp_path / "valkey" / "valkey.conf"
    assert f"requirepass {valkey.password}\n" in settings.read_text()
    assert stat.S_IMODE(settings.stat().st_mode) == 0o600
    assert valkey.password not in " ".join(valkey.spec.argv)


def test_a_second_start_keeps_the_password(tmp_path: Path) -> None:
    assert private_valkey(tmp_path / "v").password == private_valkey(tmp_path / "v").password
