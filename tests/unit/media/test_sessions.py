"""Who is heard and seen."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from events.catalogue import Phase
from media.sessions import Floor, Mode, Table, floor

PLAYERS = ("ann", "bob", "cid", "dan")
ALL = frozenset(PLAYERS)


def at(phase: Phase, **parts: object) -> Floor:
    return floor(Table(phase, **{"playing": PLAYERS, **parts}))  # type: ignore[arg-type]


def test_in_the_lobby_everybody_is_heard_and_seen() -> None:
    assert floor(Table()) == Floor(None, None)


def test_in_a_turn_only_the_speaker_is_heard_and_all_are_seen() -> None:
    assert at("describing", turn="bob") == Floor(frozenset({"bob"}), ALL)


def test_between_turns_nobody_is_heard() -> None:
    assert at("describing", turn=None).heard == frozenset()


def test_the_accused_guesses_alone() -> None:
    assert at("guessing", turn="cid").heard == frozenset({"cid"})


def test_the_accused_defends_himself_alone() -> None:
    assert at("defence", turn="cid").heard == frozenset({"cid"})


def test_who_is_out_is_seen_and_silent_until_the_reveal_but_may_guess() -> None:
    assert at("discussing", out=("dan",)) == Floor(ALL - {"dan"}, ALL)
    assert at("guessing", turn="dan", out=("dan",)).heard == frozenset({"dan"})
    assert at("reveal", out=("dan",)).heard == ALL


def test_before_a_runoff_those_who_are_tied_defend_themselves() -> None:
    assert at("runoff_talk", candidates=("ann", "dan")).heard == frozenset({"ann", "dan"})


@pytest.mark.parametrize(
    "phase", ["countdown", "dealing", "discussing", "voting", "runoff", "verdict", "ruling", "reveal"]
)
def test_in_other_phases_all_players_are_heard(phase: Phase) -> None:
    assert at(phase, turn="ann", candidates=("bob",)) == Floor(ALL, ALL)


Phases = st.sampled_from(
    [
        "countdown",
        "dealing",
        "describing",
        "discussing",
        "voting",
        "runoff_talk",
        "runoff",
        "guessing",
        "reveal",
    ]
)
Players = st.sets(st.sampled_from([*PLAYERS, "eve"]))


@given(
    Phases, st.sampled_from([*PLAYERS, "eve", None]), Players, Players, st.sampled_from(["video", "blind"])
)
def test_a_spectator_is_never_heard_nor_seen(
    phase: Phase, turn: str | None, candidates: set[str], playing: set[str], mode: Mode
) -> None:
    shown = floor(Table(phase, turn, candidates, playing, mode))
    assert shown.heard is not None and shown.heard <= playing
    assert shown.seen is not None and shown.seen <= playing


@given(st.one_of(st.just("lobby"), Phases))
def test_in_blind_mode_nobody_is_seen(phase: Phase) -> None:
    assert at(phase, mode="blind").seen == frozenset()
