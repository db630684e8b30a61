"""A room's door as browsers meet it: every way in ends at the same rule, and no password lies about."""

import json
from typing import Any

import pytest
from django.core import signing
from django.test import Client
from redis import RedisError

from events import redis
from events.messages import commands as wish
from events.models import Deadline, StoredEvent
from rooms import browsers, passwords
from rooms.identity import COOKIE, read_ticket
from rooms.models import Room
from rooms.services import ROOMS
from tests.bus import Bus

SECRET = "수박 여덟 조각"
FORM = {"nickname": "Alice", "language": "en", "public": "on", "bots": "0"}


@pytest.fixture(autouse=True)
def quick_hash(settings: Any) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


def make(bus: Bus, host: Client, **form: str) -> str:
    """The code of a new room, its host seated."""
    code = host.post("/rooms", {**FORM, **form}).headers["Location"].rpartition("/")[2]
    bus.run()
    assert sit_down(bus, host, code) is None
    return str(code)


def enter(visitor: Client, code: str, password: str = "", nickname: str = "Bob") -> Any:
    body = {"nickname": nickname, "room": code, "password": password}
    return visitor.post("/api/guest", json.dumps(body), content_type="application/json")


def sit_down(bus: Bus, visitor: Client, code: str) -> str | None:
    """What the socket would do with the visitor's ticket; the code of the refusal."""
    answer = visitor.get(f"/api/rooms/{code}/ticket")
    if answer.status_code != 200:
        return str(answer.json()["code"])
    shown = read_ticket(answer.json()["ticket"], code)
    assert shown
    join = wish.JoinRoom(
        nickname=shown.nickname, connection="c" + shown.player, key=shown.key, browser=shown.browser
    )
    return bus.ask(join, code, shown.player)


def player(visitor: Client) -> str:
    guest: dict[str, Any] = signing.loads(visitor.cookies[COOKIE].value, salt=COOKIE)
    return str(guest["player"])


def test_the_password_is_asked_for_on_every_way_in(bus: Bus) -> None:
    code = make(bus, Client(), password=SECRET)
    by_code, by_link = Client(), Client()
    assert by_code.post("/join", {"code": code}).headers["Location"] == f"/r/{code}"
    assert 'data-part="password" hidden' not in by_link.get(f"/r/{code}").content.decode()
    for visitor in (by_code, by_link):
        assert enter(visitor, code).json()["code"] == "password_needed"
        assert enter(visitor, code, "melon").json()["code"] == "wrong_password"
        assert sit_down(bus, visitor, code) == "not_a_member"


def test_the_right_password_leads_to_a_seat_and_back_to_it(bus: Bus) -> None:
    code, bob = make(bus, Client(), password=SECRET), Client()
    assert enter(bob, code, f" {SECRET} ").status_code == 200
    assert sit_down(bus, bob, code) is None
    assert ROOMS.load(code)[0].member(player(bob))


def test_a_cookie_from_before_the_password_is_no_key(bus: Bus) -> None:
    host, bob = Client(), Client()
    code = make(bus, host)
    assert enter(bob, code).status_code == 200
    answer = host.post(f"/api/rooms/{code}/password", json.dumps({"password": SECRET}), "application/json")
    bus.run()
    assert answer.status_code == 202
    assert sit_down(bus, bob, code) == "password_needed"
    assert sit_down(bus, host, code) is None


def test_only_the_host_sets_the_password(bus: Bus) -> None:
    code, bob = make(bus, Client()), Client()
    enter(bob, code)
    assert sit_down(bus, bob, code) is None
    answer = bob.post(f"/api/rooms/{code}/password", json.dumps({"password": "mine"}), "application/json")
    assert (answer.status_code, answer.json()["code"]) == (403, "not_host")


def test_wrong_passwords_come_to_an_end(bus: Bus) -> None:
    code = make(bus, Client(), password=SECRET)
    answers = [enter(Client(), code, f"melon {n}").json()["code"] for n in range(passwords.WRONG_OF_ADDRESS)]
    assert set(answers) == {"wrong_password"}
    assert enter(Client(), code, SECRET).status_code == 429
    other = enter(Client(REMOTE_ADDR="192.0.2.7"), code, SECRET)
    assert other.status_code == 200


def test_what_cannot_be_counted_is_not_tried(bus: Bus, monkeypatch: pytest.MonkeyPatch) -> None:
    code = make(bus, Client(), password=SECRET)

    def away() -> None:
        raise RedisError

    monkeypatch.setattr("rooms.passwords.redis.client", away)
    assert enter(Client(), code, SECRET).status_code == 503


def test_neither_password_nor_hash_lies_about(bus: Bus) -> None:
    host, bob = Client(), Client()
    code = make(bus, host, password=SECRET)
    enter(bob, code, SECRET)
    sit_down(bus, bob, code)
    hash = ROOMS.load(code)[0].password
    assert hash
    rows = [(e.envelope, e.sealed) for e in StoredEvent.objects.all()]
    pushed = [(p.frame, p.snapshot, p.tail) for p in bus.pushes]
    kept = [redis.client().dump(key) for key in redis.client().scan_iter()]
    deadlines = list(Deadline.objects.values_list("command", flat=True))
    pages = [bob.get(f"/r/{code}").content, bob.get("/api/rooms").content, Client().get("/").content]
    told = repr((rows, pushed, kept, deadlines, pages, bob.cookies))
    for secret in (SECRET, repr(SECRET.encode())[2:-1], hash, hash.split("$")[-1]):
        assert secret not in told


def test_the_list_has_what_it_needs_to_say_of_doors(bus: Bus) -> None:
    code = make(bus, Client(), password=SECRET, approval="on", capacity="4")
    row = Room.objects.get(pk=code)
    assert (row.password, row.approval, row.locked, row.capacity) == (True, True, False, 4)


def test_a_kick_is_not_lifted_by_another_guest_or_another_way_in(bus: Bus) -> None:
    host, bob = Client(), Client()
    code = make(bus, host)
    enter(bob, code)
    assert sit_down(bus, bob, code) is None
    bus.ask(wish.KickPlayer(player=player(bob)), code, player(host))
    assert sit_down(bus, bob, code) == "barred"
    del bob.cookies[COOKIE]  # the browser's own name stays
    assert enter(bob, code, nickname="Harmless").json()["code"] == "barred"
    assert browsers.COOKIE in bob.cookies


def test_who_has_to_knock_waits_without_hearing_anything(bus: Bus) -> None:
    code, bob = make(bus, Client(), approval="on"), Client()
    enter(bob, code)
    answer = bob.get(f"/api/rooms/{code}/ticket").json()
    shown = read_ticket(answer["ticket"], code)
    assert answer["waits"] and shown and not shown.hears
    assert sit_down(bus, bob, code) == "knocking"


def test_an_open_vote_is_closed_by_the_clock(bus: Bus) -> None:
    host, bob, carol = Client(), Client(), Client()
    code = make(bus, host)
    for visitor in (bob, carol):
        enter(visitor, code)
        assert sit_down(bus, visitor, code) is None
    assert bus.ask(wish.AskKickVote(player=player(carol)), code, player(bob)) is None
    assert bus.pass_time()
    assert ROOMS.load(code)[0].vote is None


def test_an_absent_host_is_replaced_by_the_clock(bus: Bus) -> None:
    host, bob = Client(), Client()
    code = make(bus, host)
    enter(bob, code)
    assert sit_down(bus, bob, code) is None
    bus.ask(wish.DropConnection(connection="c" + player(host)), code, player(host))
    assert bus.pass_time()
    assert ROOMS.load(code)[0].host == player(bob)
    assert sit_down(bus, host, code) is None
    assert ROOMS.load(code)[0].host == player(host)


def test_a_code_in_lower_case_leads_to_the_room(client: Client, db: None) -> None:
    assert client.get("/r/abcde").headers["Location"] == "/r/ABCDE"
