"""Pages and JSON as a browser asks for them; commands are kept in a list."""

from typing import Any

import pytest
from django.test import Client

from events.messages.commands import OpenRoom
from rooms import identity
from rooms.models import Room

Sent = list[tuple[Any, str, dict[str, Any]]]


@pytest.fixture
def sent(db: None, monkeypatch: pytest.MonkeyPatch) -> Sent:
    commands: Sent = []
    monkeypatch.setattr(
        "events.gateway.submit", lambda command, room, **options: commands.append((command, room, options))
    )
    return commands


FORM = {"nickname": "Alice", "language": "en", "rounds": "2", "public": "on", "bots": "3"}


def listed(code: str, **fields: Any) -> Room:
    defaults = {"language": "en", "public": True, "capacity": 8, "people": 1, "members": 1, "host": "Alice"}
    return Room.objects.create(code=code, **{**defaults, **fields})


def test_making_a_room_sends_one_command_and_leads_there(client: Client, sent: Sent) -> None:
    response = client.post("/rooms", FORM)
    ((command, code, options),) = sent
    assert command == OpenRoom(code=code, nickname="Alice", language="en", public=True, rounds=2, bots=3)
    assert response.status_code == 302 and response.headers["Location"] == f"/r/{code}"
    assert options["actor"] and client.cookies[identity.COOKIE]["httponly"]


@pytest.mark.parametrize(
    "changes",
    [{"nickname": " \u200b "}, {"language": "xx"}, {"rounds": "0"}, {"bots": "99"}, {"rounds": "many"}],
)
def test_a_bad_form_makes_no_room_and_says_so(client: Client, sent: Sent, changes: dict[str, str]) -> None:
    response = client.post("/rooms", {**FORM, **changes})
    assert response.status_code == 400 and response.context["error"]
    assert sent == []


def test_a_form_from_elsewhere_is_refused(sent: Sent) -> None:
    response = Client(enforce_csrf_checks=True).post("/rooms", FORM)
    assert response.status_code == 403 and sent == []


def test_a_code_leads_to_its_room_in_any_case(client: Client, sent: Sent) -> None:
    listed("ABCDE")
    assert client.post("/join", {"code": " abcde "}).headers["Location"] == "/r/ABCDE"


def test_an_unknown_code_is_said_on_the_page(client: Client, sent: Sent) -> None:
    for code in ("FGHJK", "no", "<b>"):
        response = client.post("/join", {"code": code})
        assert response.status_code == 400 and response.context["error"]


def test_the_landing_page_leads_to_the_rules_and_to_the_word_packs(client: Client, sent: Sent) -> None:
    page = client.get("/").content.decode()
    assert 'href="/how-to-play"' in page and 'href="/packs"' in page


def test_the_list_shows_public_rooms_with_somebody_in_them(client: Client, sent: Sent) -> None:
    listed("AAAAA")
    listed("BBBBB", public=False)
    listed("CCCCC", people=0)
    listed("DDDDD", closed=True)
    assert [room["code"] for room in client.get("/api/rooms").json()["rooms"]] == ["AAAAA"]


def test_a_ticket_needs_a_guest_who_has_entered(client: Client, sent: Sent) -> None:
    assert client.get("/api/rooms/ABCDE/ticket").status_code == 403
    entered = client.post("/api/guest", {"nickname": "Bob", "room": "ABCDE"}, "application/json")
    issued = client.get("/api/rooms/ABCDE/ticket").json()
    ticket = identity.read_ticket(issued["ticket"], "ABCDE")
    assert ticket and (ticket.player, ticket.nickname) == (entered.json()["player"], "Bob")
    assert client.get("/api/rooms/FGHJK/ticket").status_code == 403


def test_a_guest_stays_the_same_person_under_another_name(client: Client, sent: Sent) -> None:
    players = [
        client.post("/api/guest", {"nickname": name, "room": "ABCDE"}, "application/json").json()["player"]
        for name in ("Bob", "Bobby")
    ]
    assert players[0] == players[1]


@pytest.mark.parametrize(
    "body",
    ["", "[]", '{"nickname": "B"}', '{"nickname": "", "room": "ABCDE"}', '{"nickname": "B", "room": "x"}'],
)
def test_a_bad_entry_is_refused_with_a_sentence(client: Client, sent: Sent, body: str) -> None:
    response = client.post("/api/guest", body, "application/json")
    assert response.status_code == 400 and response.json()["message"]


def test_a_forged_cookie_is_as_good_as_none(client: Client, sent: Sent) -> None:
    client.cookies[identity.COOKIE] = "forged:1:signature"
    assert client.get("/api/rooms/ABCDE/ticket").status_code == 403
    assert client.get("/").status_code == 200


@pytest.mark.parametrize("nickname", ["a" * 50, "  a\t\n b  ", "a\u202eb", "\u200ba"])
def test_a_nickname_is_made_presentable(client: Client, sent: Sent, nickname: str) -> None:
    client.post("/rooms", {**FORM, "nickname": nickname})
    clean = sent[0][0].nickname
    assert 1 <= len(clean) <= 20 and clean.isprintable() and clean == " ".join(clean.split())


def test_only_codes_of_rooms_have_a_page(client: Client, sent: Sent) -> None:
    assert client.get("/r/ABCDE").status_code == 200
    for path in ("/r/abcd1", "/r/ABCD1", "/r/ABCDEF", "/r/"):
        assert client.get(path).status_code == 404


@pytest.mark.parametrize("path", ["/", "/r/ABCDE", "/api/rooms", "/livez", "/nowhere"])
def test_every_answer_carries_the_safety_headers(client: Client, sent: Sent, path: str) -> None:
    headers = client.get(path).headers
    assert "default-src 'none'" in headers["Content-Security-Policy"]
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"


def test_pages_speak_korean_and_english(client: Client, sent: Sent) -> None:
    pages = [client.get("/", headers={"accept-language": tag}).content.decode() for tag in ("ko", "en")]
    assert '<html lang="ko"' in pages[0] and '<html lang="en"' in pages[1]


def test_the_admin_asks_for_a_password(client: Client, sent: Sent) -> None:
    assert client.get("/admin/").headers["Location"].startswith("/admin/login/")
