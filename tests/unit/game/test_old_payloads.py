"""Matches from before there was anything to choose are still read, and played on as they began."""

from typing import Any

import msgspec
import pytest

from events import catalogue as happened
from events.messages.upcasting import upcast
from events.schema import DECLARATIONS, Event
from game.rules import apply
from game.table import EMPTY

REVEALED = {
    "word": "apple",
    "aliases": [],
    "liars": ["ann"],
    "nonce": "00",
    "votes": {"ben": "ann"},
    "accused": "ann",
    "winner": "citizens",
    "reason": "liar_missed",
    "points": {"ben": 3},
    "scores": {"ben": 3, "ann": 0},
}


def read(type: str, data: dict[str, Any]) -> Event:
    known = DECLARATIONS[type]
    event = msgspec.convert(upcast(type, data, version=1, to=known.version), known.payload)
    assert isinstance(event, Event)
    return event


@pytest.mark.parametrize("type", ["rooms.game_requested", "game.match_started"])
def test_rounds_and_pace_have_become_settings(type: str) -> None:
    event = read(type, {"players": ["ann"], "rounds": 4, "pace": 0.5})
    assert isinstance(event, happened.GameRequested | happened.MatchStarted)
    settings = event.settings
    assert (settings.rounds, settings.pace, settings.mode) == (4, 0.5, "classic")
    assert (settings.defence, settings.more_laps, settings.rulings) == ("off", 0, False)


def test_a_phase_is_what_it_was() -> None:
    old = {"phase": "voting", "number": 7, "deadline": 1, "turn": None, "candidates": ["ann"]}
    event = read("game.phase_started", old)
    assert event == happened.PhaseStarted(phase="voting", number=7, deadline=1, candidates=["ann"])


def test_a_reveal_was_one_of_classic() -> None:
    event = read("game.round_revealed", REVEALED)
    assert isinstance(event, happened.RoundRevealed)
    assert (event.mode, event.decoy, event.spies, event.verdict) == ("classic", None, [], {})


def test_an_old_log_folds() -> None:
    table = apply(EMPTY, happened.SeatTaken(player="ben", nickname="Ben", bot=False))
    table = apply(table, read("game.match_started", {"players": ["ben"], "rounds": 1, "pace": 1.0}))
    table = apply(table, read("game.round_revealed", REVEALED))
    assert [(seat.player, seat.score) for seat in table.seats] == [("ben", 3)]
    assert table.round.reveal is not None and table.round.reveal.guess is None
