"""Sockets whose process is gone without a word are said goodbye for; none else is."""

from datetime import timedelta

import pytest
from django.utils import timezone

from events import gateway, redis
from events.messages import commands as wish
from rooms import leases, reaper
from rooms.leases import KEY
from rooms.models import Room
from rooms.reaper import Reaper
from rooms.services import ROOMS
from tests.bus import Bus

CODE = "ABCDE"


def seated(bus: Bus) -> None:
    """Alice and bob, each by a socket with a lease."""
    bus.ask(wish.OpenRoom(code=CODE, nickname="alice", language="en"), CODE, "alice")
    for player in ("alice", "bob"):
        bus.ask(wish.JoinRoom(nickname=player, connection=f"{player}-1"), CODE, player)
        redis.client().zadd(KEY, {leases.lease(CODE, player, f"{player}-1"): far_off()})


def far_off() -> int:
    seconds, _ = redis.client().time()
    return int(seconds) * 1000 + 60_000


def run_out(player: str) -> None:
    redis.client().zadd(KEY, {leases.lease(CODE, player, f"{player}-1"): 1})


def away() -> list[str]:
    return [member.player for member in ROOMS.load(CODE)[0].members if member.away]


def test_who_has_no_lease_any_more_is_away(bus: Bus) -> None:
    seated(bus)
    run_out("bob")
    Reaper().run(timezone.now())
    bus.run()
    assert away() == ["bob"] and Room.objects.get().people == 1


def test_who_has_one_stays(bus: Bus) -> None:
    seated(bus)
    worker = Reaper()
    for seconds in (0, 60, 120):
        assert worker.run(timezone.now() + timedelta(seconds=seconds)) == 0
    assert away() == []


def test_a_farewell_that_was_lost_is_sent_again_and_then_no_more(bus: Bus) -> None:
    seated(bus)
    run_out("bob")
    worker = Reaper()
    assert worker.run(timezone.now()) == 1
    bus.waiting.clear()
    assert worker.run(timezone.now()) == 1
    bus.run()
    assert away() == ["bob"]
    assert worker.run(timezone.now()) == 0


def test_a_farewell_that_the_socket_has_sent_is_not_repeated(bus: Bus) -> None:
    seated(bus)
    id = leases.farewell_id("bob", "bob-1")
    gateway.submit(wish.DropConnection(connection="bob-1"), CODE, actor="bob", id=id)
    bus.run()
    run_out("bob")
    assert Reaper().run(timezone.now()) == 0


def test_a_player_who_is_back_on_another_socket_is_left_alone(bus: Bus) -> None:
    seated(bus)
    bus.ask(wish.JoinRoom(nickname="bob", connection="bob-2"), CODE, "bob")
    run_out("bob")
    Reaper().run(timezone.now())
    bus.run()
    assert away() == []


def test_leases_that_redis_has_lost_are_missed_at_the_second_look(bus: Bus) -> None:
    seated(bus)
    redis.client().delete(KEY)
    worker, now = Reaper(), timezone.now()
    assert worker.run(now) == 0
    redis.client().zadd(KEY, {leases.lease(CODE, "alice", "alice-1"): far_off()})  # her process lives
    assert worker.run(now + 2 * reaper.EVERY) == 1
    bus.run()
    assert away() == ["bob"]


def test_a_room_whose_gateway_has_died_closes_in_the_end(bus: Bus) -> None:
    seated(bus)
    run_out("alice")
    run_out("bob")
    Reaper().run(timezone.now())
    bus.run()
    while not Room.objects.get().closed:
        assert bus.pass_time()


def test_with_redis_away_nobody_is_taken_for_gone(bus: Bus, monkeypatch: pytest.MonkeyPatch) -> None:
    from redis import ConnectionError

    def unreachable() -> None:
        raise ConnectionError

    seated(bus)
    monkeypatch.setattr(redis, "client", unreachable)
    assert Reaper().run(timezone.now()) == 0


def test_a_spectator_whose_process_and_lease_are_gone_is_away_after_two_looks(bus: Bus) -> None:
    seated(bus)
    bus.ask(wish.WatchRoom(nickname="dave", connection="dave-1"), CODE, "dave")
    worker = Reaper()
    for seconds in (0, 60):
        worker.run(timezone.now() + timedelta(seconds=seconds))
        bus.run()
    audience = ROOMS.load(CODE)[0].audience
    assert [s.player for s in audience.spectators] == ["dave"] and audience.present == []
