"""What integration tests of several concerns share."""

import shutil
from pathlib import Path

import pytest
from django.core.management import call_command

from events import redis
from game import packfiles, words
from tests.bus import Bus


@pytest.fixture(scope="session")
def two_packs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with one pack in each language: enough to play."""
    folder = tmp_path_factory.mktemp("packs")
    for name in ("en-sports.json", "ko-sports.json"):
        shutil.copy(packfiles.FOLDER / name, folder)
    return folder


@pytest.fixture
def bus(transactional_db: None, valkey_url: str, two_packs: Path, monkeypatch: pytest.MonkeyPatch) -> Bus:
    """All concerns in this process, with words to play and an empty Redis."""
    redis.client().flushdb()
    monkeypatch.setattr(packfiles, "FOLDER", two_packs)
    call_command("loadpacks", verbosity=0)
    words.forget()
    made = Bus()
    made.take_over(monkeypatch)
    return made
