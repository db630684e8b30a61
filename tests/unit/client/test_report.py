from typing import Any

import msgspec
import pytest

from lie_project.client.report import Report, added, as_json, as_text, report_of
from lie_project.client.session import Session
from tests.unit.client.builders import ROBOTS, frame, game_view, own, room_view, seat, text
from tests.unit.client.test_deals import OPENED, REVEAL


def report(**changes: Any) -> Report:
    clean = Report(
        seed=1,
        rounds_wanted=1,
        rounds=1,
        commands=3,
        resent=0,
        frames=30,
        refused={},
        gaps=0,
        reconnects=0,
        lost=[],
        duplicated=[],
        unfair=0,
        leaks=[],
        latencies=[10.0, 20.0],
        problems=[],
    )
    return msgspec.structs.replace(clean, **changes)


def played(*, leak: bool = False) -> Report:
    """The report of a small game in which Cleo and Bert lied and hid."""
    dealt = {"round": 1, "order": list(ROBOTS), "commitment": OPENED}
    scored = [seat(name, score=3 if name == "cleo" else 0) for name in ROBOTS]
    sessions = []
    for name in ROBOTS:
        session = Session(name)
        role, word = ("citizen", "apple") if name == "anna" or leak else ("liar", None)
        for one in (
            {"type": "welcome", "player": name, "room": "ABCDE", "time": 0},
            frame("room", 1, room_view()),
            frame("game", 1, game_view("dealing", **dealt)),
            own(1, role, word),
            frame("game", 2, game_view("reveal", reveal=REVEAL | VOTES, seats=scored, **dealt)),
        ):
            session.receive(text(one), 0, 0)
        sessions.append(session)
    return report_of(sessions, rounds=1, reconnects=0, problems=[], seed=1)


VOTES: dict[str, Any] = {"votes": {}, "accused": None, "winner": "liars"}


def test_a_whole_game_without_fault_is_good() -> None:
    whole = played()
    assert (whole.rounds, whole.frames, whole.leaks, whole.lost, whole.duplicated) == (1, 15, [], [], [])
    assert whole.good


def test_a_leak_of_the_word_is_told_with_round_player_and_frame() -> None:
    told = played(leak=True)
    assert "round 1, cleo: the word, told to one who must not know it (frame you)" in told.leaks
    assert not told.good


@pytest.mark.parametrize(
    "fault",
    [
        {"rounds": 0},
        {"lost": ["anna: no answer to id-1"]},
        {"duplicated": ["anna: a frame came twice"]},
        {"leaks": ["round 1, cleo: the word, in text (frame chat)"]},
        {"problems": ["The phase does not end."]},
        {"unfair": 1},
    ],
)
def test_any_fault_is_not_good_and_is_said(fault: dict[str, Any]) -> None:
    faulty = report(**fault)
    assert not faulty.good
    said = [*faulty.lost, *faulty.duplicated, *faulty.leaks, *faulty.problems]
    assert all(f"! {one}" in as_text(faulty) for one in said)


def test_refusals_resends_and_gaps_alone_are_no_fault() -> None:
    assert report(refused={"wrong_phase": 2}, resent=1, gaps=1, reconnects=1).good


def test_the_json_has_every_number_and_the_verdict() -> None:
    told = msgspec.json.decode(as_json(report(refused={"busy": 1})))
    assert (told["p50"], told["measured"], told["refused"], told["good"]) == (15, 2, {"busy": 1}, True)


def test_the_text_tells_refusals_by_code() -> None:
    assert "refused           3 (busy 1, wrong_phase 2)" in as_text(
        report(refused={"wrong_phase": 2, "busy": 1})
    )


def test_without_a_measured_command_there_are_no_times() -> None:
    assert "nothing measured" in as_text(report(latencies=[]))
    assert msgspec.json.decode(as_json(report(latencies=[])))["p99"] is None


def test_rooms_of_one_run_add_up() -> None:
    whole = added(report(refused={"busy": 1}), report(refused={"busy": 1, "too_fast": 1}, rounds=0))
    assert (whole.rooms, whole.rounds, whole.rounds_wanted, whole.seed) == (2, 1, 2, 1)
    assert (whole.refused, len(whole.latencies)) == ({"busy": 2, "too_fast": 1}, 4)
