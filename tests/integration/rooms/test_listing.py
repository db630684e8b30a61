"""The public list as GET /api/rooms has it, and the numbers of the front page."""

from typing import Any

import pytest
from django.test import Client

from rooms import listing
from rooms.listing import PAGE
from rooms.models import Room
from rooms.showing import Now

pytestmark = pytest.mark.django_db


def listed(code: str, **fields: Any) -> Room:
    defaults = {"language": "en", "public": True, "capacity": 8, "people": 1, "members": 1, "host": "Alice"}
    return Room.objects.create(code=code, **{**defaults, **fields})


def found(client: Client, **query: str) -> list[str]:
    return [room["code"] for room in client.get("/api/rooms", query).json()["rooms"]]


@pytest.mark.parametrize(
    "query",
    [
        {"q": "ali"},
        {"q": "aa"},
        {"language": "en"},
        {"mode": "spy"},
        {"free": "1"},
        {"waiting": "1"},
        {"open": "1"},
    ],
)
def test_each_filter_leaves_out_what_is_not_wanted(client: Client, query: dict[str, str]) -> None:
    listed("AAAAA", mode="spy")
    listed("BBBBB", host="Bob", language="ko", members=8, playing=True, password=True)
    assert found(client, **query) == ["AAAAA"]
    assert found(client) == ["AAAAA", "BBBBB"]


@pytest.mark.parametrize("door", ["password", "approval", "locked"])
def test_an_open_door_is_one_without_anything_before_it(client: Client, door: str) -> None:
    listed("AAAAA", **{door: True})
    assert found(client, open="1") == []


def test_the_best_room_is_one_to_sit_down_in_with_people(client: Client) -> None:
    listed("FULLX", members=8)
    listed("PLAYS", playing=True, members=5)
    listed("QUIET")
    listed("LVELY", members=4)
    listed("LCKED", locked=True, members=6)
    assert found(client) == ["LVELY", "QUIET", "PLAYS", "FULLX", "LCKED"]


def test_the_list_comes_in_pages(client: Client) -> None:
    for number in range(PAGE + 1):
        listed(f"A{number:04}")
    first, second = (client.get("/api/rooms", {"page": page}).json() for page in (1, 2))
    assert (len(first["rooms"]), first["total"], first["pages"]) == (PAGE, PAGE + 1, 2)
    assert len(second["rooms"]) == 1 and second["rooms"][0] not in first["rooms"]


@pytest.mark.parametrize(
    "query", [{"page": "0"}, {"page": "x"}, {"mode": "chess"}, {"sort": "code"}, {"q": "a" * 41}]
)
def test_a_senseless_filter_is_refused_with_a_sentence(client: Client, query: dict[str, str]) -> None:
    response = client.get("/api/rooms", query)
    assert response.status_code == 400 and response.json()["message"]


def test_a_page_of_the_list_costs_two_queries(client: Client, django_assert_num_queries: Any) -> None:
    for number in range(PAGE):
        listed(f"A{number:04}")
    with django_assert_num_queries(2):
        client.get("/api/rooms", {"q": "alice", "free": "1", "sort": "people"})


def test_the_numbers_of_now_count_private_rooms_too() -> None:
    listed("AAAAA", people=3)
    listed("BBBBB", people=2, public=False)
    listed("CCCCC", people=0)
    listed("DDDDD", people=4, closed=True)
    assert listing.now() == Now(rooms=2, people=5)


def test_a_word_of_a_wish_is_no_pattern(client: Client) -> None:
    listed("AAAAA", host="100%")
    listed("BBBBB")
    assert found(client, q="%") == ["AAAAA"]
