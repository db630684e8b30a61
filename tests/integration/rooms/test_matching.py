"""Quick match: one press, one seat, also when all press at once."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connections
from django.test import Client
from redis import RedisError

from events import redis
from events.messages.commands import OpenRoom
from rooms import lobby, matching
from tests.integration.rooms.test_listing import listed

CROWD = 12


@pytest.fixture(autouse=True)
def empty_redis(transactional_db: None, valkey_url: str) -> None:
    redis.client().flushdb()


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> list[tuple[Any, str]]:
    commands: list[tuple[Any, str]] = []
    monkeypatch.setattr("events.gateway.submit", lambda command, room, **_: commands.append((command, room)))
    return commands


def press(client: Client, language: str = "en", **form: str) -> str:
    response = client.post("/match", {"nickname": "Alice", **form}, headers={"accept-language": language})
    assert response.status_code == 302
    return response.headers["Location"]


def chosen(player: str, new: str = "NEWWW", been: tuple[str, ...] = ()) -> str:
    return matching.choose(player, "en", been, new)


def pressed_at_once(players: int) -> list[str]:
    def one(number: int) -> str:
        try:
            return chosen(f"p{number}", f"NEW{number:02}")
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as pool:
        return list(pool.map(one, range(players)))


def test_one_press_leads_to_the_best_room_of_ones_language(client: Client, sent: list[Any]) -> None:
    listed("KREAN", language="ko", members=7)
    listed("QUIET")
    listed("LVELY", members=4)
    assert press(client) == "/r/LVELY" and sent == []


def test_where_there_is_none_a_new_public_room_is_made(client: Client, sent: list[Any]) -> None:
    place = press(client, "ko")
    ((command, code),) = sent
    assert command == OpenRoom(code=code, nickname="Alice", language="ko") and command.public
    assert place == f"/r/{code}"


@pytest.mark.parametrize(
    "unfit",
    [
        {"members": 8},
        {"password": True},
        {"approval": True},
        {"locked": True},
        {"public": False},
        {"people": 0},
    ],
)
def test_nobody_is_sent_where_he_cannot_sit_down(unfit: dict[str, Any]) -> None:
    listed("AAAAA", **unfit)
    assert chosen("p1") == "NEWWW"


def test_a_room_that_plays_is_better_than_none_but_not_than_one_that_waits() -> None:
    listed("PLAYS", playing=True, members=5)
    assert chosen("p1") == "PLAYS"
    listed("QUIET")
    assert chosen("p2") == "QUIET"


def test_the_room_one_comes_from_is_the_last_choice() -> None:
    listed("AAAAA", members=5)
    assert chosen("p1", been=("AAAAA",)) == "AAAAA"
    listed("BBBBB")
    assert chosen("p1", been=("AAAAA",)) == "BBBBB"


def test_nobody_is_sent_back_where_he_is_not_let_in() -> None:
    listed("AAAAA", members=5)
    assert matching.choose("p1", "en", ["AAAAA"], "NEWWW", never=["AAAAA"]) == "NEWWW"


def test_many_who_press_at_once_do_not_get_the_same_seat() -> None:
    listed("AAAAA", members=5)
    places = pressed_at_once(CROWD)
    assert places.count("AAAAA") == 3


def test_many_who_press_at_once_come_together_in_new_rooms() -> None:
    places = pressed_at_once(CROWD)
    assert sorted(places.count(code) for code in set(places)) == [4, 8]


def test_one_who_presses_twice_gets_one_seat() -> None:
    listed("AAAAA", members=6)
    assert [chosen(player) for player in ("p1", "p1", "p2", "p3")] == ["AAAAA", "AAAAA", "AAAAA", "NEWWW"]


def test_who_has_sat_down_is_not_counted_twice() -> None:
    room = listed("AAAAA", members=6)
    chosen("p1")
    lobby.give_up_kept("AAAAA", "p1")
    room.members = 7
    room.save()
    assert chosen("p2") == "AAAAA"


def test_without_redis_there_is_a_seat_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    def away(*_: Any) -> Iterator[None]:
        raise RedisError

    monkeypatch.setattr(matching, "_reserve", away)
    assert chosen("p1") == "NEWWW"
    listed("AAAAA")
    assert chosen("p1") == "AAAAA"


def test_a_streamer_is_led_there_without_a_code(client: Client, sent: list[Any]) -> None:
    assert press(client, streamer="on") == "/table"


def test_a_match_needs_a_name(client: Client, sent: list[Any]) -> None:
    response = client.post("/match", {"nickname": " \u200b "})
    assert response.status_code == 400 and response.context["error"] and sent == []
