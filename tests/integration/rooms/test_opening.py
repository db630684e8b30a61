"""A room whose making is on its way is waited for."""

import pytest
from django.test import Client
from redis import ConnectionError

from events import redis
from events.messages.commands import JoinRoom
from rooms import opening
from tests.bus import Bus

JOIN = JoinRoom(nickname="Bob", connection="t1")


@pytest.fixture
def bus(db: None, valkey_url: str, monkeypatch: pytest.MonkeyPatch) -> Bus:
    redis.client().flushall()
    made = Bus()
    made.take_over(monkeypatch)
    return made


def test_who_comes_before_the_room_is_made_is_to_ask_again(bus: Bus) -> None:
    assert bus.ask(JOIN, "FGHJK", "bob") == "room_not_found"
    opening.announce("FGHJK")
    assert bus.ask(JOIN, "FGHJK", "bob") == "failed"


def test_a_room_is_announced_by_the_page_that_asks_for_it(bus: Bus, client: Client) -> None:
    answer = client.post("/rooms", {"nickname": "Alice", "language": "en", "rounds": "2"})
    assert opening.is_announced(answer.headers["Location"].rpartition("/")[2])


def test_without_redis_nobody_waits(bus: Bus, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise ConnectionError

    monkeypatch.setattr(redis.client(), "exists", fail)
    assert not opening.is_announced("FGHJK")
