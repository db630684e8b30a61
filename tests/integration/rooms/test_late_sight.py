"""Everything, a minute late: for spectators alone, where the host wants it, and not a second earlier."""

from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client

from events.messages import commands as wish
from events.models import StoredEvent
from game import late
from game.services import TABLES
from rooms import identity
from rooms.identity import Guest
from tests.bus import Bus

ROOM = "LATES"


def browser(player: str) -> Client:
    client, response = Client(headers={"accept-language": "en"}), HttpResponse()
    identity.remember(response, Guest(player, player.title(), [ROOM]), secure=False)
    client.cookies.update(response.cookies)
    return client


def ask(player: str, **query: Any) -> tuple[int, dict[str, Any]]:
    answer = browser(player).get(f"/api/rooms/{ROOM}/late", query)
    return answer.status_code, answer.json()


@pytest.fixture
def room(bus: Bus) -> Bus:
    """Alice and four bots at the table, Dave in the stands; the host lets him see."""
    opening = wish.OpenRoom(code=ROOM, nickname="Alice", language="en", bots=4, rounds=1)
    assert bus.ask(opening, ROOM, "alice") is None
    bus.ask(wish.JoinRoom(nickname="Alice", connection="a"), ROOM, "alice")
    bus.ask(wish.WatchRoom(nickname="Dave", connection="d"), ROOM, "dave")
    assert bus.ask(wish.AllowLateSight(allowed=True), ROOM, "alice") is None
    return bus


@pytest.fixture
def dealt(room: Bus) -> Bus:
    assert room.ask(wish.StartGame(), ROOM, "alice") is None
    while TABLES.load(ROOM)[0].phase != "describing":
        assert room.pass_time()
    return room


def of_type(glimpse: dict[str, Any], type: str) -> list[dict[str, Any]]:
    return [step["data"] for step in glimpse["steps"] if step["type"] == type]


def test_nothing_is_shown_before_its_time(dealt: Bus) -> None:
    status, glimpse = ask("dave")
    assert (status, glimpse["id"], glimpse["steps"]) == (200, "", [])


def test_a_minute_later_word_and_liar_are_there_before_the_reveal(
    dealt: Bus, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(late, "SECONDS", 0)
    [deal] = of_type(ask("dave")[1], "game.round_dealt")
    table = TABLES.load(ROOM)[0]
    assert (deal["word"], deal["liars"]) == (table.round.word, list(table.round.liars))
    assert not StoredEvent.objects.filter(type="game.round_revealed").exists()


def test_who_asks_on_gets_what_is_new_and_who_has_another_match_gets_all(
    dealt: Bus, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(late, "SECONDS", 0)
    first = ask("dave")[1]
    assert first["steps"] and {person["player"] for person in first["people"]} > {"alice"}
    assert ask("dave", match=first["id"], after=first["last"])[1]["steps"] == []
    assert dealt.pass_time()
    assert len(ask("dave", match=first["id"], after=first["last"])[1]["steps"]) > 0
    assert ask("dave", match="another", after=first["last"])[1]["steps"][0] == first["steps"][0]


def test_a_long_match_comes_in_parts(dealt: Bus, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(late, "SECONDS", 0)
    monkeypatch.setattr(late, "MOST", 2)
    first = ask("dave")[1]
    assert len(first["steps"]) <= 2 and first["more"]


@pytest.mark.parametrize("player", ["alice", "stranger", "erin"])
def test_nobody_sees_it_who_plays_or_has_played_or_does_not_watch(dealt: Bus, player: str) -> None:
    assert ask(player)[0] == 403
    page = browser(player).get(f"/r/{ROOM}/late")
    assert page.status_code == 302 and page.headers["Location"] == f"/r/{ROOM}"


def test_who_gave_up_his_seat_in_this_match_does_not_see_it(dealt: Bus) -> None:
    dealt.ask(wish.LeaveRoom(), ROOM, "alice")
    dealt.ask(wish.WatchRoom(nickname="Alice", connection="a2"), ROOM, "alice")
    assert ask("alice")[0] == 403


def test_it_is_the_host_s_to_allow_and_only_between_matches(room: Bus) -> None:
    room.ask(wish.AllowLateSight(allowed=False), ROOM, "alice")
    assert ask("dave")[0] == 403
    assert room.ask(wish.AllowLateSight(allowed=True), ROOM, "dave") == "not_a_member"
    assert room.ask(wish.StartGame(), ROOM, "alice") is None
    assert room.ask(wish.AllowLateSight(allowed=True), ROOM, "alice") == "playing"


def test_who_could_know_predicts_nothing(dealt: Bus) -> None:
    assert not StoredEvent.objects.filter(type="rooms.predictions_opened").exists()


def test_what_is_no_question_is_told(room: Bus) -> None:
    assert ask("dave", after="soon")[0] == ask("dave", after=-1)[0] == 400


def test_the_page_is_there_for_who_may_see(room: Bus) -> None:
    page = browser("dave").get(f"/r/{ROOM}/late").content.decode()
    assert "data-live" in page and "A minute late" in page
