"""The replay of a match, made from the log: what it shows, and what it must not."""

import json
import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from events.messages import commands as wish
from events.models import StoredEvent
from game.services import TABLES
from tests.bus import Bus

CODE = "ABCDE"


def start(bus: Bus, rounds: int = 1, **settings: Any) -> None:
    opening = wish.OpenRoom(code=CODE, nickname="alice", language="en", bots=3, rounds=rounds)
    assert bus.ask(opening, CODE, "alice") is None
    bus.ask(wish.JoinRoom(nickname="alice", connection="alice-1"), CODE, "alice")
    if settings:
        assert bus.ask(wish.ChangeSettings(**settings), CODE, "alice") is None
    assert bus.ask(wish.StartGame(), CODE, "alice") is None


def until(bus: Bus, *types: str) -> None:
    while not StoredEvent.objects.filter(type__in=types).exists():
        assert bus.pass_time()


def reach(bus: Bus, phase: str) -> None:
    while TABLES.load(CODE)[0].phase != phase:
        assert bus.pass_time()


def match() -> str:
    return StoredEvent.objects.get(type="game.match_started").event_id


def replayed(client: Client) -> dict[str, Any]:
    return json.loads(client.get(f"/api/replay/{match()}").content)  # type: ignore[no-any-return]


def of_type(film: dict[str, Any], type: str) -> list[dict[str, Any]]:
    return [step["data"] for step in film["steps"] if step["type"] == type]


def test_a_finished_match_is_told_from_deal_to_winners(bus: Bus, client: Client) -> None:
    start(bus)
    until(bus, "game.match_ended")
    film = replayed(client)
    types = [step["type"] for step in film["steps"]]
    assert film["over"] and film["whole"]
    assert {"game.round_dealt", "game.described", "game.vote_cast", "game.round_revealed"} <= set(types)
    assert types[-1] == "game.match_ended"
    assert len(film["people"]) == 4
    assert [step["at"] for step in film["steps"]] == sorted(step["at"] for step in film["steps"])


def test_ballots_and_changes_of_mind_are_open_after_the_round(bus: Bus, client: Client) -> None:
    start(bus)
    reach(bus, "voting")
    suspects = [seat.player for seat in TABLES.load(CODE)[0].seats if seat.bot][:2]
    for suspect in suspects:
        assert bus.ask(wish.CastVote(target=suspect), CODE, "alice") is None
    until(bus, "game.match_ended")
    mine = [
        vote["target"] for vote in of_type(replayed(client), "game.vote_cast") if vote["voter"] == "alice"
    ]
    assert mine[:2] == suspects


def test_suspicions_are_told_of_rounds_that_are_over(bus: Bus, client: Client) -> None:
    start(bus, rounds=2)
    reach(bus, "describing")
    suspect = next(seat.player for seat in TABLES.load(CODE)[0].seats if seat.bot)
    assert bus.ask(wish.Suspect(target=suspect), CODE, "alice") is None
    until(bus, "game.round_revealed")
    assert of_type(replayed(client), "game.suspicion_marked") == [{"player": "alice", "target": suspect}]
    reach(bus, "describing")
    assert bus.ask(wish.Suspect(target=suspect), CODE, "alice") is None
    assert len(of_type(replayed(client), "game.suspicion_marked")) == 1


def test_secret_votes_stay_secret_for_ever(bus: Bus, client: Client) -> None:
    start(bus, anonymous=True)
    reach(bus, "describing")
    suspect = next(seat.player for seat in TABLES.load(CODE)[0].seats if seat.bot)
    assert bus.ask(wish.Suspect(target=suspect), CODE, "alice") is None
    until(bus, "game.match_ended")
    votes = of_type(replayed(client), "game.vote_cast")
    assert votes and all("target" not in vote for vote in votes)
    assert StoredEvent.objects.filter(type="game.suspicion_marked").exists()
    assert of_type(replayed(client), "game.suspicion_marked") == []


def test_a_running_match_is_shown_up_to_the_last_round_that_is_over(bus: Bus, client: Client) -> None:
    start(bus, rounds=2)
    until(bus, "game.round_revealed")
    reach(bus, "voting")
    table, film = TABLES.load(CODE)[0], replayed(client)
    assert not film["over"]
    assert film["steps"][-1]["type"] == "game.round_revealed"
    assert len(of_type(film, "game.round_dealt")) == 1
    assert table.round.number == 2 and table.round.word not in json.dumps(film)


def test_the_word_is_nowhere_before_the_reveal_tells_it(bus: Bus, client: Client) -> None:
    start(bus)
    until(bus, "game.match_ended")
    film = replayed(client)
    (reveal,) = of_type(film, "game.round_revealed")
    (dealt,) = of_type(film, "game.round_dealt")
    assert not {"word", "liars", "nonce"} & set(dealt)
    assert reveal["word"] and reveal["liars"]


def test_what_was_said_is_in_it_and_what_was_hidden_is_not(bus: Bus, client: Client) -> None:
    start(bus)
    for line in ("hello", "rude"):
        assert bus.ask(wish.Say(text=line), CODE, "alice") is None
    until(bus, "game.match_ended")
    kept = client.get(f"/api/replay/{match()}")
    assert [line["text"] for line in of_type(json.loads(kept.content), "chat.message_posted")] == [
        "hello",
        "rude",
    ]
    number = StoredEvent.objects.filter(envelope__contains='"rude"').get().sequence
    assert bus.ask(wish.HideLine(number=number), CODE, "alice") is None
    again = client.get(f"/api/replay/{match()}", headers={"If-None-Match": kept["ETag"]})
    assert again.status_code == 200
    assert b"rude" not in again.content and b"hello" in again.content


def test_the_same_again_costs_nothing(bus: Bus, client: Client) -> None:
    start(bus)
    until(bus, "game.match_ended")
    with CaptureQueriesContext(connection) as first:
        etag = client.get(f"/api/replay/{match()}")["ETag"]
    with CaptureQueriesContext(connection) as second:
        again = client.get(f"/api/replay/{match()}", headers={"If-None-Match": etag})
    assert (again.status_code, again.content) == (304, b"")
    assert len(first) - 1 <= 3 and len(second) - 1 <= 2  # one each is the test's own


def test_a_match_that_is_too_long_is_cut_and_says_so(
    bus: Bus, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    from game import replay

    monkeypatch.setattr(replay, "MOST", 20)
    start(bus)
    until(bus, "game.match_ended")
    film = replayed(client)
    assert not film["whole"] and len(film["steps"]) <= 20


def test_the_room_links_to_its_newest_match(bus: Bus, client: Client) -> None:
    start(bus)
    until(bus, "game.match_ended")
    assert client.get(f"/r/{CODE}/replay")["Location"] == f"/replay/{match()}"
    assert b"data-url" in client.get(f"/replay/{match()}").content


@pytest.mark.parametrize("address", ["/replay/00000000-0000-4000-8000-000000000000", "/r/QQQQQ/replay"])
def test_an_unknown_match_gets_a_page_for_people(bus: Bus, client: Client, address: str) -> None:
    answer = client.get(address)
    assert answer.status_code == 404
    assert re.search(r"<h1>[^<]+</h1>", answer.content.decode())


def test_who_comes_before_the_first_reveal_is_told_to_wait(bus: Bus, client: Client) -> None:
    start(bus)
    reach(bus, "describing")
    answer = client.get(f"/replay/{match()}", headers={"Accept-Language": "en"})
    assert answer.status_code == 200
    assert "still being played" in answer.content.decode()
