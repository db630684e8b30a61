"""Achievements: each can be earned, and only by what it asks for."""

from typing import Any

import pytest

from events.catalogue import Counted
from people.achievements import ALL, RULES, earned
from people.models import Standing
from people.titles import ACHIEVEMENTS


def this(**changes: Any) -> Counted:
    usual: dict[str, Any] = dict.fromkeys(("won", "caught", "voted", "right", "alone", "guessed"), False)
    usual |= {"player": "ann", "role": "citizen", "hints": 0, "points": 0, "change": 0}
    return Counted(**{**usual, **changes})


ASKED: list[tuple[str, dict[str, Any], dict[str, Any], str, int]] = [
    ("first_round", {"rounds": 1}, {}, "classic", 4),
    ("first_lie", {"liar_wins": 1}, {}, "classic", 4),
    ("silver_tongue", {"liar_wins": 10}, {}, "classic", 4),
    ("houdini", {"escapes": 5}, {}, "classic", 4),
    ("mind_reader", {}, {"guessed": True, "won": True}, "classic", 4),
    ("sharp_eye", {"right": 10}, {}, "classic", 4),
    ("lie_detector", {"right": 50}, {}, "classic", 4),
    ("lone_voice", {}, {"alone": True}, "classic", 4),
    ("scapegoat", {}, {"caught": True}, "classic", 4),
    ("hot_streak", {"streak": 5}, {}, "classic", 4),
    ("double_agent", {"spy_wins": 1}, {}, "spy", 4),
    ("wise_fool", {}, {"role": "liar", "won": True}, "fool", 4),
    ("full_house", {}, {}, "classic", 8),
    ("storyteller", {"hints": 100}, {}, "classic", 4),
    ("regular", {"rounds": 50}, {}, "classic", 4),
    ("old_hand", {"rounds": 250}, {}, "classic", 4),
]


@pytest.mark.parametrize(("name", "totals", "line", "mode", "seats"), ASKED)
def test_it_is_earned_by_what_it_asks_for(
    name: str, totals: dict[str, Any], line: dict[str, Any], mode: Any, seats: int
) -> None:
    assert name in earned(Standing(**totals), this(**line), mode, seats, set())
    assert name not in earned(Standing(**totals), this(**line), mode, seats, {name})
    assert name not in earned(Standing(), this(), "classic", 4, set())


def test_every_rule_is_tried_here_and_every_achievement_has_a_title() -> None:
    assert {name for name, *_ in ASKED} == set(RULES)
    assert set(ALL) == set(ACHIEVEMENTS)
