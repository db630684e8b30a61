"""What players are told of incidents: by the clock's notice, through Redis, to the rooms it concerns."""

import asyncio
import threading
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from redis import ConnectionError as RedisConnectionError

from events import redis
from events.broker import publisher
from events.faults import noticeboard
from events.faults.conditions import Notice
from events.models import Incident, StoredEvent
from events.upkeep.lookout import Lookout
from rooms.hub import hub
from tests.integration.rooms.sockets import ROOM, Bus, Opened, bus, frame, opened

__all__ = ["bus", "opened"]


@pytest.fixture
def pinned(bus: Bus, valkey_url: str) -> Iterator[Any]:
    def pin(*everywhere: Any, changed: bool = True, **rooms: Any) -> Any:
        notice = Notice(list(everywhere), rooms)
        return asyncio.to_thread(noticeboard.pin, notice, changed=changed)

    redis.client().delete(noticeboard.KEY)
    yield pin
    redis.client().delete(noticeboard.KEY)


async def status(socket: Any) -> Any:
    while True:
        got = await frame(socket)
        if got["type"] == "status":
            return got["degraded"]


async def test_everybody_is_told_and_told_when_it_is_over(pinned: Any, opened: Opened) -> None:
    alice, bob = await opened("alice"), await opened("bob")
    await pinned("game")
    assert [await status(alice), await status(bob)] == [["game"]] * 2
    await pinned()
    assert [await status(alice), await status(bob)] == [[]] * 2


async def test_a_rooms_trouble_is_told_to_that_room_alone(pinned: Any, opened: Opened) -> None:
    alice = await opened("alice")
    await pinned("chat", **{ROOM: ["media"], "OTHER": ["media"]})
    assert await status(alice) == ["chat", "media"]
    assert hub().status("ELSEW") == b'{"type":"status","degraded":["chat"]}'


async def test_who_comes_later_is_told_as_well(pinned: Any, opened: Opened) -> None:
    alice = await opened("alice")
    await pinned("chat")
    assert await status(alice) == ["chat"]
    bob = await opened("bob")
    assert await status(bob) == ["chat"]
    await pinned()
    assert await status(bob) == []


async def test_a_change_that_was_not_heard_is_read(pinned: Any, opened: Opened) -> None:
    alice = await opened("alice")
    await pinned("rooms", changed=False)
    assert await status(alice) == ["rooms"]


async def test_rubbish_on_the_board_changes_nothing(pinned: Any, opened: Opened) -> None:
    alice = await opened("alice")
    await pinned("rooms")
    assert await status(alice) == ["rooms"]
    await asyncio.to_thread(redis.client().publish, noticeboard.CHANNEL, b"rubbish")
    await asyncio.to_thread(redis.client().publish, noticeboard.CHANNEL, b'{"everywhere":["no such"]}')
    await pinned("rooms", "chat")
    assert await status(alice) == ["chat", "rooms"]


async def test_what_this_process_knows_of_the_broker_is_told_at_once(
    pinned: Any, opened: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    alice = await opened("alice")
    monkeypatch.setattr(publisher.default(), "is_down", lambda: True, raising=False)
    assert await status(alice) == ["broker"]


# --- from the clock's side -----------------------------------------------------------------


def looked(lookout: Lookout, seconds: float) -> None:
    """A look of the clock, and Redis' answer to it."""
    lookout.look(timezone.now() + timedelta(seconds=seconds))
    assert lookout._asked
    lookout._asked.exception(10)


@pytest.fixture
def workers() -> dict[str, int]:
    return dict.fromkeys(("rooms", "game", "chat", "media", "patterns"), 1)


@pytest.fixture
def lookout(
    transactional_db: None, valkey_url: str, workers: dict[str, int], monkeypatch: pytest.MonkeyPatch
) -> Iterator[Lookout]:
    redis.client().flushdb()
    monkeypatch.setattr(publisher, "publish_stored", lambda rows: None)
    made = Lookout(lambda: [], lambda: workers)
    yield made
    made.close()


def board() -> Notice:
    kept: Any = redis.client().get(noticeboard.KEY)
    return noticeboard.read(kept)


def test_a_concern_whose_workers_are_gone_is_on_the_board_until_one_is_back(
    lookout: Lookout, workers: dict[str, int]
) -> None:
    workers["game"] = 0
    for seconds in (0, 1, 7, 8):
        looked(lookout, seconds)
    assert board() == Notice(["game"])
    workers["game"] = 1
    for seconds in (9, 10, 11, 15, 16):
        looked(lookout, seconds)
    assert board() == Notice()
    assert StoredEvent.objects.filter(type="fault.incident_cleared").count() == 1


def test_the_loss_of_redis_is_an_incident_and_says_nothing_of_the_workers(
    lookout: Lookout, workers: dict[str, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_: object, **__: object) -> None:
        raise RedisConnectionError

    workers["game"] = 0
    monkeypatch.setattr(noticeboard, "pin", away)
    for seconds in (0, 1, 4, 30):
        looked(lookout, seconds)
    assert [str(incident) for incident in Incident.objects.all()] == ["redis"]


def test_a_redis_that_hangs_holds_up_no_look(lookout: Lookout, monkeypatch: pytest.MonkeyPatch) -> None:
    thaw = threading.Event()
    monkeypatch.setattr(noticeboard, "pin", lambda *_, **__: thaw.wait(30))
    for seconds in (0, 1, 4):
        lookout.look(timezone.now() + timedelta(seconds=seconds))
    assert [str(incident) for incident in Incident.objects.all()] == ["redis"]
    thaw.set()


async def test_a_notice_is_gone_soon_after_the_clock(pinned: Any) -> None:
    await pinned("game")
    left: Any = await asyncio.to_thread(redis.client().ttl, noticeboard.KEY)
    assert 0 < left <= noticeboard.KEPT
