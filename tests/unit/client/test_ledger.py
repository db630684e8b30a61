from typing import Any

import pytest

from lie_project.client import ledger
from lie_project.client.deals import Deal
from lie_project.client.session import Session
from tests.unit.client.builders import chat, frame, game_view, message, room_view, seat, text


def session(name: str, *frames: dict[str, Any], now: float = 1.0) -> Session:
    fresh = Session(name)
    fresh.player = name
    for one in frames:
        fresh.receive(text(one), now, wall_ms=0)
    return fresh


def test_clients_that_saw_the_same_have_lost_nothing() -> None:
    frames = frame("room", 1, room_view()), chat(1, message(1))
    assert ledger.lost([session("anna", *frames), session("bert", *frames)]) == []


def test_a_command_that_still_waits_for_its_answer_is_lost() -> None:
    anna = session("anna")
    id, _ = anna.command("chat.say", {"text": "hi"}, now=0)
    assert ledger.lost([anna, session("bert")]) == [f"anna: no answer to {id}"]


def test_an_effect_that_did_not_reach_every_client_is_lost() -> None:
    effect = frame("room", 1, room_view(), cause="anna-1")
    found = ledger.lost([session("anna", effect), session("bert")])
    assert "bert: never saw what anna-1 did" in found


def test_an_effect_that_came_with_a_later_snapshot_is_not_lost() -> None:
    effect = frame("room", 1, room_view(), cause="anna-1")
    later = frame("room", 2, room_view(rounds=2), snapshot=True)
    assert ledger.lost([session("anna", effect, later), session("bert", later)]) == []


@pytest.mark.parametrize("name", ["room", "game"])
def test_clients_that_end_with_different_views_have_lost_something(name: str) -> None:
    make = {"room": room_view, "game": game_view}[name]
    one, two = (session(who, frame(name, 1, make(rounds=n))) for n, who in enumerate(("anna", "bert")))
    assert ledger.lost([one, two]) == [f"bert: another final {name} than anna"]


def test_a_missing_chat_line_is_lost() -> None:
    anna = session("anna", chat(2, message(1), message(2), first=1))
    bert = session("bert", chat(2, message(1), first=1))
    assert ledger.lost([anna, bert]) == ["bert: another chat than anna"]


def test_who_came_late_need_not_have_the_chat_from_the_beginning() -> None:
    anna = session("anna", chat(2, message(1), message(2), first=1))
    late = session("late", chat(2, message(2), snapshot=True))
    assert ledger.lost([anna, late]) == []


def test_a_frame_that_came_twice_is_duplicated() -> None:
    effect = frame("room", 1, room_view())
    assert ledger.duplicated([session("anna", effect, effect)], []) == ["anna: a frame came twice"]


def test_points_that_were_given_twice_are_noticed() -> None:
    deal = Deal("c1", 1, "fruit", [], at=1, points={"anna": 2})
    anna = session("anna", frame("game", 1, game_view(seats=[seat("anna", score=4)])))
    assert ledger.duplicated([anna], [deal]) == ["anna: 4 points instead of 2"]


def test_who_has_not_heard_of_the_points_yet_has_no_wrong_score() -> None:
    deal = Deal("c1", 1, "fruit", [], at=1, points={"anna": 2})
    behind = session("bert", frame("game", 1, game_view(seats=[seat("anna", score=0)])))
    ahead = session("anna", *(frame("game", n, game_view(seats=[seat("anna", score=n)])) for n in (1, 2)))
    assert ledger.duplicated([behind, ahead], [deal]) == []


def test_latency_runs_from_sending_to_the_last_of_all_clients() -> None:
    anna, bert = session("anna"), session("bert")
    id, _ = anna.command("chat.say", {"text": "hi"}, now=1)
    effect = text(chat(1, message(1), cause=id))
    anna.receive(effect, 1.010, 0)
    bert.receive(effect, 1.030, 0)
    assert ledger.latencies([anna, bert]) == [pytest.approx(30)]


def test_a_command_whose_effect_not_all_saw_has_no_latency() -> None:
    anna = session("anna")
    id, _ = anna.command("chat.say", {"text": "hi"}, now=1)
    anna.receive(text(chat(1, message(1), cause=id)), 1.01, 0)
    assert ledger.latencies([anna, session("bert")]) == []


def test_clients_are_settled_when_all_stand_at_the_same_place() -> None:
    one, two = frame("room", 1, room_view()), frame("room", 2, room_view())
    assert ledger.settled([session("anna", one, two), session("bert", one, two)])
    assert not ledger.settled([session("anna", one, two), session("bert", one)])
    assert not ledger.settled([session("anna", two), session("bert", two)])


def test_percentiles_of_few_values_are_values_too() -> None:
    assert ledger.percentile([], 50) is None
    assert ledger.percentile([7.0], 99) == 7
    assert ledger.percentile([1.0, 3.0], 50) == 2
