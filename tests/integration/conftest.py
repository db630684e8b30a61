"""What integration tests of several concerns share."""

import pytest
from django.core.management import call_command

from events import redis
from game import words
from tests.bus import Bus


@pytest.fixture
def bus(transactional_db: None, valkey_url: str, monkeypatch: pytest.MonkeyPatch) -> Bus:
    """All concerns in this process, with words to play and an empty Redis."""
    redis.client().flushdb()
    call_command("loadpacks", verbosity=0)
    words.forget()
    made = Bus()
    made.take_over(monkeypatch)
    return made
