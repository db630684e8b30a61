"""A room's video as its events have it: placed, given the floor, moved when its server dies, closed."""

from datetime import timedelta
from typing import Any

import msgspec
import pytest
from django.utils import timezone

from events import live, redis
from events.broker import signals
from events.broker.signals import Assignment, SetFloor, assignment_key, floor_key, node_key
from events.messages import commands as wish
from media import nodes
from media.models import Stage
from media.mover import Mover
from tests.bus import Bus

CODE = "ABCDE"
NOW = timezone.now()
PEOPLE = ("alice", "bob", "cid")


@pytest.fixture(autouse=True)
def told(valkey_url: str, monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, str]]:
    """What media servers are told: (server, type of signal)."""
    redis.client().flushall()
    made: list[tuple[str, str]] = []
    monkeypatch.setattr("media.nodes.send", lambda node, signal: made.append((node, signal.type)))
    return made


def lives(node: str) -> None:
    redis.client().set(node_key(node), msgspec.json.encode(nodes.Load(node)))
    redis.client().zadd(signals.NODES, {node: timezone.now().timestamp()})


def dies(node: str) -> None:
    redis.client().delete(node_key(node))


def goes(node: str) -> None:
    """In good order."""
    dies(node)
    redis.client().zrem(signals.NODES, node)


def placed() -> Assignment | None:
    raw: Any = redis.client().get(assignment_key(CODE))
    return msgspec.json.decode(raw, type=Assignment) if raw else None


def on() -> str | None:
    found = placed()
    return found.node if found else None


def floor() -> SetFloor:
    raw: Any = redis.client().get(floor_key(CODE))
    return msgspec.json.decode(raw, type=SetFloor)


def opened(bus: Bus) -> None:
    bus.ask(wish.OpenRoom(code=CODE, nickname="alice", language="en"), CODE, "alice")
    for player in PEOPLE:
        bus.ask(wish.JoinRoom(nickname=player, connection=f"{player}-1"), CODE, player)
    bus.run()


def started(bus: Bus) -> None:
    opened(bus)
    for player in PEOPLE[1:]:
        bus.ask(wish.SetReady(ready=True), CODE, player)
    bus.ask(wish.StartGame(), CODE, "alice")
    bus.run()


def until_phase(bus: Bus, phase: str) -> Stage:
    """The clock closes phases until this one; gives the stage then."""
    for _ in range(20):
        stage = Stage.objects.get()
        if stage.phase == phase:
            return stage
        bus.pass_time()
    raise AssertionError(f"no phase {phase}")


def test_a_new_room_is_placed_on_a_living_server(bus: Bus) -> None:
    lives("one")
    opened(bus)
    assert on() == "one"


def test_a_room_made_without_any_server_is_placed_when_a_browser_asks(bus: Bus) -> None:
    opened(bus)
    assert on() is None
    lives("one")
    bus.ask(wish.PlaceSession(), CODE, "alice")
    assert on() == "one"


def test_a_closed_room_is_placed_by_nobody(bus: Bus, told: list[tuple[str, str]]) -> None:
    lives("one")
    opened(bus)
    bus.ask(wish.CloseRoom(reason="admin"), CODE, "")
    bus.ask(wish.PlaceSession(), CODE, "alice")
    Mover().run(NOW)
    assert placed() is None and ("one", "media.close") in told


def test_who_leaves_the_room_leaves_its_video(bus: Bus, told: list[tuple[str, str]]) -> None:
    lives("one")
    opened(bus)
    bus.ask(wish.LeaveRoom(), CODE, "bob")
    bus.run()
    assert told == [("one", "media.remove")]


def test_in_a_turn_the_floor_is_the_describers(bus: Bus) -> None:
    lives("one")
    started(bus)
    stage = until_phase(bus, "describing")
    assert floor().heard == [stage.turn] and floor().seen == sorted(PEOPLE)
    until_phase(bus, "discussing")
    assert floor().heard == sorted(PEOPLE)


def test_who_watches_is_neither_heard_nor_seen(bus: Bus) -> None:
    started(bus)
    until_phase(bus, "describing")
    bus.ask(wish.JoinRoom(nickname="dan", connection="dan-1"), CODE, "dan")
    until_phase(bus, "discussing")
    assert floor().heard == floor().seen == sorted(PEOPLE)


def test_a_dead_servers_room_moves_and_its_browsers_are_told(bus: Bus) -> None:
    lives("one")
    opened(bus)
    before, mover = placed(), Mover()
    mover.run(NOW)
    channel: Any = redis.client().pubsub()  # type: ignore[no-untyped-call]
    channel.subscribe(live.channel_of(CODE))
    channel.get_message(timeout=5)  # that it is subscribed
    lives("two")
    dies("one")
    assert mover.run(NOW) == 1
    after = placed()
    assert before and after and after.node == "two" and after.epoch > before.epoch
    assert b'"media.reset"' in channel.get_message(timeout=5)["data"]
    assert mover.lost == {CODE}
    assert mover.run(NOW) == 0 and mover.lost == frozenset()


def test_a_server_that_goes_in_good_order_is_no_trouble(bus: Bus) -> None:
    lives("one")
    opened(bus)
    lives("two")
    goes("one")
    mover = Mover()
    assert (mover.run(NOW), on(), mover.lost) == (1, "two", frozenset())


def test_with_the_last_server_dead_all_are_without_until_one_comes(bus: Bus) -> None:
    lives("one")
    opened(bus)
    dies("one")
    mover = Mover()
    mover.run(NOW)
    mover.run(NOW + timedelta(minutes=1))
    assert mover.lost == {""}
    lives("two")
    mover.run(NOW)
    mover.run(NOW)
    assert (on(), mover.lost) == ("two", frozenset())


def test_a_place_without_media_servers_misses_nothing(bus: Bus) -> None:
    opened(bus)
    mover = Mover()
    mover.run(NOW)
    assert mover.lost == frozenset()


def test_a_room_that_has_moved_keeps_its_floor_though_redis_has_lost_it(bus: Bus) -> None:
    lives("one")
    started(bus)
    stage = until_phase(bus, "describing")
    redis.client().flushall()
    lives("two")
    Mover().run(NOW)
    assert on() == "two" and floor().heard == [stage.turn]
