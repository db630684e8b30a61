"""How much may come in, and from whom."""

from typing import Any

import pytest

from rooms import limits
from rooms.doorkeeper import Doorkeeper, group_of
from rooms.limits import Allowance, Bucket, Buckets

ALICE = "203.0.113.7"


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    now = [0.0]
    monkeypatch.setattr("time.monotonic", lambda: now[0])
    return now


def taken(bucket: Bucket | Allowance, tries: int = 1000) -> int:
    return sum(bucket.take() for _ in range(tries))


def test_a_bucket_gives_its_burst_and_then_its_rate(clock: list[float]) -> None:
    bucket = Bucket(10, 20)
    assert taken(bucket) == 20
    clock[0] = 0.5
    assert taken(bucket) == 5
    clock[0] = 1000.0
    assert taken(bucket) == 20


def test_who_comes_back_before_his_bucket_is_full_gets_the_same(clock: list[float]) -> None:
    buckets = Buckets()
    assert taken(buckets.of("a", 1, 5), 3) == 3
    buckets.of("b", 1, 5)
    assert taken(buckets.of("a", 1, 5)) == 2
    clock[0] = 2.0
    for other in "bcde":
        buckets.of(other, 1, 5)
    assert taken(buckets.of("a", 1, 5)) == 2


def test_full_buckets_that_no_socket_holds_are_forgotten(clock: list[float]) -> None:
    buckets = Buckets()
    for player in range(1000):
        clock[0] = float(player)
        taken(buckets.of(str(player), 1, 5), 3)
    assert len(buckets) <= 6


def test_a_bucket_that_a_socket_holds_is_not_forgotten(clock: list[float]) -> None:
    buckets = Buckets(most=3)
    held = buckets.of("a", 1, 5)
    for player in range(10):
        buckets.of(str(player), 1, 5)
    clock[0] = 1000.0
    buckets.of("another", 1, 5)
    assert buckets.of("a", 1, 5) is held


def test_of_too_many_that_nobody_holds_one_long_away_goes(clock: list[float]) -> None:
    buckets = Buckets(most=3)
    for player in "abacd":
        taken(buckets.of(player, 1, 50), 3)
    assert len(buckets) == 3
    assert taken(buckets.of("a", 1, 50)) == 44 and taken(buckets.of("b", 1, 50)) == 50


def test_a_player_has_twice_of_one_socket_however_many_he_opens(clock: list[float]) -> None:
    door = Doorkeeper()
    assert [taken(door.allowance("", "p1", 10, 20)) for _ in range(4)] == [20, 20, 0, 0]
    assert taken(door.allowance("", "p2", 10, 20)) == 20


def test_all_players_of_an_address_share_what_it_has(clock: list[float]) -> None:
    door = Doorkeeper()
    players = 2 * limits.ADDRESS_BURST // 20
    given = [taken(door.allowance(ALICE, f"p{n}", 10, 20)) for n in range(players)]
    assert sum(given) == limits.ADDRESS_BURST
    assert taken(door.allowance("203.0.113.8", "p", 10, 20)) == 20


def test_an_address_may_open_so_many_and_one_more_later(clock: list[float]) -> None:
    door = Doorkeeper()
    answers = [door.refuses(ALICE) for _ in range(limits.OPENING_BURST + 1)]
    assert answers == [None] * limits.OPENING_BURST + [429]
    assert door.refuses("203.0.113.8") is None
    clock[0] = 1 / limits.OPENING_RATE
    assert door.refuses(ALICE) is None


def test_an_address_may_hold_so_many_open(clock: list[float]) -> None:
    door = Doorkeeper()
    for _ in range(limits.SOCKETS_OF_ADDRESS):
        door.came(ALICE)
    assert door.refuses(ALICE) == 429
    door.left(ALICE)
    assert door.refuses(ALICE) is None


def test_a_full_process_refuses_everybody(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "SOCKETS_OF_PROCESS", 2)
    door = Doorkeeper()
    door.came("")
    door.came(ALICE)
    assert door.refuses("") == 503
    door.left(ALICE)
    assert door.refuses("") is None


@pytest.mark.parametrize(
    "client, group",
    [
        (("203.0.113.7", 1), "203.0.113.7"),
        (("2001:db8:1:2:3:4:5:6", 1), "2001:db8:1:2::/64"),
        (("2001:db8:1:2::9", 1), "2001:db8:1:2::/64"),
        (("::ffff:203.0.113.7", 1), "203.0.113.7"),
        (("fe80::1%eth0", 1), "fe80::/64"),
        (("127.0.0.1", 1), ""),
        (("::1", 1), ""),
        (("::ffff:127.0.0.1", 1), ""),
        (("", 0), ""),
        (None, ""),
    ],
)
def test_an_address_of_ipv6_is_its_network_and_our_own_is_none(client: Any, group: str) -> None:
    assert group_of({"client": client}) == group
