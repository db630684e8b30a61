"""A seat that moves: a token that is good once, and that nobody can read from where it lies."""

import json
from typing import Any

import pytest
from django.test import Client

from events import redis
from rooms import identity, moving
from rooms.identity import Guest

ROOM = "ABCDE"
ALICE = Guest("p1", "Alice", [ROOM, "FGHJK"])


@pytest.fixture(autouse=True)
def empty(valkey_url: str) -> None:
    redis.client().flushdb()


def arrive(client: Client, token: object) -> Any:
    return client.post("/api/move", json.dumps({"token": token}), content_type="application/json")


def test_a_token_is_good_once() -> None:
    token = moving.issue(ALICE, ROOM)
    assert moving.redeem(token) == moving.Move(ALICE, ROOM)
    assert moving.redeem(token) is None


def test_a_newer_token_takes_the_place_of_the_older() -> None:
    older, newer = moving.issue(ALICE, ROOM), moving.issue(ALICE, ROOM)
    assert moving.redeem(older) is None and moving.redeem(newer) is not None


def test_a_token_lasts_a_minute_and_lies_nowhere_in_clear() -> None:
    token = moving.issue(ALICE, ROOM)
    client: Any = redis.client()
    kept = {key: client.get(key) for key in client.scan_iter("lie:move:*")}
    assert len(kept) == 2 and all(0 < client.ttl(key) <= moving.GOOD_FOR for key in kept)
    told = b" ".join(part for pair in kept.items() for part in pair)
    assert token.encode() not in told and b"Alice" not in told


def test_the_other_device_goes_on_as_the_same_guest_in_that_room_alone() -> None:
    other = Client()
    answer = arrive(other, moving.issue(ALICE, ROOM))
    assert answer.json() == {"room": f"/r/{ROOM}"}
    request = answer.wsgi_request
    request.COOKIES = {name: morsel.value for name, morsel in other.cookies.items()}
    guest = identity.guest_of(request)
    assert guest and (guest.player, guest.nickname, guest.rooms) == ("p1", "Alice", [ROOM])


@pytest.mark.parametrize("token", ["", "forged", "x" * 10_000, 7])
def test_no_other_token_moves_anything(token: object) -> None:
    answer = arrive(Client(), token)
    assert (answer.status_code, answer.json()["code"]) == (403, "not_valid")
    assert identity.COOKIE not in answer.cookies


def test_only_who_has_entered_the_room_gets_a_link() -> None:
    answer = Client().post(f"/api/rooms/{ROOM}/move", "{}", content_type="application/json")
    assert answer.status_code == 403


def test_looking_at_the_link_uses_nothing_up() -> None:
    token = moving.issue(ALICE, ROOM)
    page = Client().get("/move")
    assert (page.status_code, page["Referrer-Policy"]) == (200, "no-referrer")
    assert moving.redeem(token) is not None
