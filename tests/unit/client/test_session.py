from collections.abc import Callable
from typing import Any

import msgspec
import pytest

from lie_project.client.frames import ProtocolError
from lie_project.client.session import Session
from tests.unit.client.builders import chat, frame, game_view, message, own, room_view, text


def hear(session: Session, *frames: dict[str, object], now: float = 0) -> Session:
    for one in frames:
        session.receive(text(one), now, wall_ms=0)
    return session


def test_the_welcome_says_who_and_where_one_is_and_how_the_clock_stands() -> None:
    session = hear(Session("test"), {"type": "welcome", "player": "anna", "room": "ABCDE", "time": 500})
    assert (session.player, session.room, session.offset) == ("anna", "ABCDE", 500)


def test_the_newest_view_wins_whatever_the_order_of_arrival() -> None:
    first, second = (frame("room", n, room_view(rounds=n)) for n in (1, 2))
    session = hear(Session("test"), second, first)
    assert session.views.room is not None
    assert session.views.room.rounds == 2


def test_an_older_own_frame_does_not_replace_a_newer_one() -> None:
    session = hear(Session("test"), own(7, "citizen", "apple"), own(3, None, None))
    assert session.views.own is not None
    assert session.views.own.word == "apple"


def test_a_ping_says_what_is_shown_here() -> None:
    session = hear(Session("test"), frame("room", 1, room_view()), frame("room", 3, room_view()))
    assert msgspec.json.decode(session.ping())["data"] == {
        "last": {"room": 1, "game": 0, "chat": 0, "media": 0}
    }


@pytest.mark.parametrize(
    "answer",
    [
        lambda id: frame("room", 1, room_view(), cause=id),
        lambda id: {"type": "done", "id": id},
        lambda id: {"type": "refused", "id": id, "code": "wrong_phase", "message": "Not now."},
    ],
)
def test_every_kind_of_answer_ends_the_asking(answer: Callable[[str], dict[str, Any]]) -> None:
    session = Session("test")
    id, _ = session.command("game.agree_to_vote", {}, now=0)
    hear(session, answer(id))
    assert session.due(now=60) == []


def test_a_resent_command_keeps_its_id() -> None:
    session = Session("test")
    id, sent = session.command("chat.say", {"text": "hi"}, now=0)
    assert session.due(now=3) == [sent]
    assert msgspec.json.decode(sent) == {"id": id, "type": "chat.say", "data": {"text": "hi"}}


def test_two_commands_have_two_ids() -> None:
    session = Session("test")
    assert session.command("a", {}, now=0)[0] != session.command("a", {}, now=0)[0]


def test_a_gap_is_answered_with_one_sync_for_all_streams() -> None:
    session = hear(Session("test"), frame("room", 2, room_view()), frame("game", 2, game_view()))
    (asked,) = session.due(now=1)
    assert msgspec.json.decode(asked)["type"] == "sync"
    assert session.due(now=1.2) == []


def test_a_beat_that_is_ahead_leads_to_a_sync() -> None:
    session = hear(Session("test"), {"type": "beat", "time": 0, "last": {"chat": 3, "unheard of": 9}})
    assert session.due(now=0.5) == []
    assert len(session.due(now=1)) == 1


def test_the_effect_of_a_command_is_noted_when_it_is_first_seen() -> None:
    session = Session("test")
    hear(session, frame("room", 1, room_view(), cause="theirs-1"), now=4)
    hear(session, frame("room", 1, room_view(), cause="theirs-1", snapshot=True), now=9)
    effect = session.effects["theirs-1"]
    assert (effect.at, effect.stream, effect.last) == (4, "room", 1)


def test_a_snapshot_that_says_what_is_known_is_no_drift() -> None:
    view = room_view()
    session = hear(Session("test"), frame("room", 1, view), frame("room", 1, view, snapshot=True))
    assert session.drift == []


def test_a_snapshot_that_says_something_else_at_the_same_place_is_drift() -> None:
    session = hear(Session("test"), frame("room", 1, room_view()))
    hear(session, frame("room", 1, room_view(rounds=9), snapshot=True))
    assert session.drift == ["room.rounds"]


def test_a_chat_line_that_only_the_snapshot_knows_is_drift() -> None:
    session = hear(Session("test"), chat(1, message(1)), chat(2, message(2), message(3), first=2))
    hear(session, chat(2, message(1), message(2), message(3), snapshot=True))
    assert session.drift == []
    hear(session, chat(2, message(1), message(4), snapshot=True))
    assert session.drift == ["chat"]


def test_a_chat_number_that_comes_live_in_two_frames_is_doubled() -> None:
    session = hear(Session("test"), chat(1, message(1)), chat(2, message(1), message(2)))
    assert session.views.chat.doubled == 1
    assert sorted(session.views.chat.messages) == [1, 2]


def test_a_chat_line_that_is_told_in_two_ways_is_noticed() -> None:
    session = hear(Session("test"), chat(1, message(1, "yes")))
    hear(session, chat(1, message(1, "no"), snapshot=True))
    assert session.views.chat.changed == 1
    assert session.views.chat.messages[1].text == "yes"


def test_a_frame_of_an_unknown_type_is_kept_for_the_audit_and_means_nothing() -> None:
    session = Session("test")
    assert session.receive('{"type": "fireworks"}', 0, 0) is None
    assert session.raw == ['{"type": "fireworks"}']


@pytest.mark.parametrize(
    "broken",
    ["no json", "[]", "{}", '{"type": "done"}', '{"type": "room", "first": 1, "last": 1, "view": {}}'],
)
def test_a_frame_against_the_protocol_is_not_accepted(broken: str) -> None:
    with pytest.raises(ProtocolError):
        Session("test").receive(broken, 0, 0)
