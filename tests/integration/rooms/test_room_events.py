"""A member reads his own room's events over HTTP, and nothing that he must not know."""

import pytest
from django.test import Client

from events import redis
from events.catalogue import ChatLineHidden, PlayerLeft
from rooms import identity
from tests.integration.events.logs import WORD, append, created, dealt, fault, seated, spoken

PATH = "/api/rooms/ABCDE/events"


@pytest.fixture
def member(
    transactional_db: None, valkey_url: str, monkeypatch: pytest.MonkeyPatch, client: Client
) -> Client:
    """Alice, who sits in the room ABCDE."""
    monkeypatch.setattr("events.broker.publisher.publish_stored", lambda rows: [])
    redis.client().flushdb()
    append(created(), seated("alice"))
    append(created("BBBBB"), spoken("elsewhere"), room="BBBBB")
    monkeypatch.setattr(identity, "guest_of", lambda request: identity.Guest("alice", "Alice", ["ABCDE"]))
    return client


def test_a_member_reads_the_rooms_events_and_only_those(member: Client) -> None:
    append(spoken("hello"))
    answer = member.get(PATH).json()
    assert [event["type"] for event in answer["events"]] == [
        "rooms.room_created",
        "rooms.player_joined",
        "chat.message_posted",
    ]
    assert member.get(PATH, {"after": answer["next"]}).json()["events"] == []


def test_a_member_goes_on_where_he_was(member: Client) -> None:
    first = member.get(PATH, {"limit": 1}).json()
    append(spoken("hello"))
    second = member.get(PATH, {"after": first["next"], "type": "chat.message_posted"}).json()
    assert [event["data"]["text"] for event in second["events"]] == ["hello"]


def test_a_line_that_was_taken_away_is_there_without_its_text(member: Client) -> None:
    append(spoken("hello"), spoken("rude"))
    append(ChatLineHidden(number=2))
    events = member.get(PATH, {"type": "chat.message_posted"}).json()["events"]
    assert [(event["sequence"], event["data"]["text"]) for event in events] == [("1", "hello"), ("2", "")]


def test_a_member_learns_no_secret(member: Client) -> None:
    append(dealt())
    body = member.get(PATH).content.decode()
    assert "game.round_dealt" in body
    for secret in (WORD, "n0nce", "bob", "conn-secret", "gAAAA"):
        assert secret not in body


def test_faults_and_matches_of_patterns_are_not_for_players(member: Client) -> None:
    """Who matches "has said the word" has said what the word is."""
    append(fault())
    assert "fault" not in member.get(PATH).content.decode()
    for type in ("fault.event_parked", "patterns.pattern_matched"):
        assert member.get(PATH, {"type": type}).status_code == 400


def test_who_caused_what_stays_between_us(member: Client) -> None:
    for event in member.get(PATH).json()["events"]:
        assert not {"actor", "causationid", "correlationid", "traceparent"} & set(event)
        assert {"specversion", "id", "source", "type", "subject", "sequence", "position"} <= set(event)


@pytest.mark.parametrize("query", ["room=BBBBB", "stream=chat/BBBBB", "limit=0", "after=x", "since=1"])
def test_a_bad_question_is_answered_with_a_sentence(member: Client, query: str) -> None:
    response = member.get(f"{PATH}?{query}")
    assert response.status_code == 400 and response.json()["message"]


def test_others_are_refused(member: Client) -> None:
    response = member.get("/api/rooms/BBBBB/events")
    assert response.status_code == 403 and response.json()["code"] == "not_a_member"
    assert member.get("/api/rooms/CCCCC/events").status_code == 403


def test_a_cookie_that_names_a_room_is_not_yet_a_seat_in_it(client: Client, member: Client) -> None:
    append(PlayerLeft(player="alice", reason="removed"))
    assert member.get(PATH).status_code == 403


def test_a_stranger_is_refused(transactional_db: None, valkey_url: str, client: Client) -> None:
    response = client.get(PATH)
    assert response.status_code == 403 and response.headers["Cache-Control"] == "no-store"
