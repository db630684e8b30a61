"""Rooms made by one address, and codes guessed from it."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from redis import RedisError

from events import redis
from lie_project.turnstile import CODES, ROOMS
from rooms.models import Room
from tests.bus import Bus

HERE, ELSEWHERE = "203.0.113.7", "198.51.100.9"
FORM = {"nickname": "Ann", "language": "en", "bots": "0"}


@pytest.fixture
def address(bus: Bus) -> Iterator[str]:
    """Of somebody who was not here before."""
    redis.client().flushdb()
    yield HERE


def enter(code: str, address: str, visitor: Client | None = None) -> Any:
    body = json.dumps({"nickname": "Bob", "room": code})
    post = (visitor or Client()).post
    return post("/api/guest", body, content_type="application/json", REMOTE_ADDR=address)


def room(bus: Bus, maker: Client, address: str = ELSEWHERE) -> str:
    made = maker.post("/rooms", FORM, REMOTE_ADDR=address)
    bus.run()
    return str(made.headers["Location"].rpartition("/")[2])


def wrong(number: int) -> str:
    return f"ZZZ{chr(65 + number // 8)}{number % 8 + 2}"


def test_one_address_makes_so_many_rooms_and_another_goes_on(address: str) -> None:
    made = [Client().post("/rooms", FORM, REMOTE_ADDR=address).status_code for _ in range(ROOMS.most)]
    assert set(made) == {302}
    over = Client().post("/rooms", FORM, REMOTE_ADDR=address, headers={"accept-language": "en"})
    assert over.status_code == 429 and "Too many rooms" in over.content.decode()
    assert Client().post("/match", FORM, REMOTE_ADDR=address).status_code == 429
    assert Client().post("/rooms", FORM, REMOTE_ADDR=ELSEWHERE).status_code == 302


def test_who_guesses_codes_learns_nothing_any_more_of_right_ones_either(bus: Bus, address: str) -> None:
    code = room(bus, Client())
    for number in range(CODES.most):
        assert enter(wrong(number), address).status_code == 200  # nothing yet says that there is none
    for tried in (wrong(50), code):
        assert enter(tried, address).json()["code"] == "too_many_tries"
        assert Client().get(f"/r/{tried}", REMOTE_ADDR=address).status_code == 429
        assert Client().post("/join", {"code": tried}, REMOTE_ADDR=address).status_code == 429
    assert enter(code, ELSEWHERE).status_code == 200


def test_every_way_in_counts_a_wrong_code_and_no_right_one(bus: Bus, address: str) -> None:
    code = room(bus, Client())
    for number in range(3):
        Client().get(f"/r/{wrong(number)}", REMOTE_ADDR=address)
        Client().post("/join", {"code": wrong(number).lower()}, REMOTE_ADDR=address)
        enter(wrong(number), address)
        enter(code, address)
    kept = [key for key in redis.client().keys("lie:limit:codes:*") if redis.client().get(key) == b"9"]
    assert len(kept) == 1 and address not in str(kept[0]) and redis.client().ttl(kept[0]) > 0


def test_who_sits_in_a_room_comes_back_whoever_guesses_beside_him(bus: Bus, address: str) -> None:
    seated = Client()
    code = room(bus, seated, address)
    for number in range(CODES.most):
        enter(wrong(number), address)
    assert seated.get(f"/r/{code}", REMOTE_ADDR=address).status_code == 200
    assert enter(code, address, seated).status_code == 200


def test_a_body_that_is_none_is_refused_by_its_page(address: str) -> None:
    bad = Client().post("/api/guest", b"\xff{", content_type="application/json", REMOTE_ADDR=address)
    assert bad.status_code == 400 and bad.json()["code"] == "bad_data"


def test_without_redis_nobody_is_kept_out(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def away(*_: object) -> None:
        raise RedisError("away")

    monkeypatch.setattr("lie_project.turnstile._counted", away)
    assert Client().post("/join", {"code": "ZZZZZ"}, REMOTE_ADDR=address).status_code == 400
    assert not Room.objects.filter(pk="ZZZZZ").exists()
