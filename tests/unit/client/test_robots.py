import random
from collections import Counter
from dataclasses import replace
from typing import Any

import msgspec
import pytest

from lie_project.client import phrases
from lie_project.client.intents import Sight, Wish, answer, asked_of
from lie_project.client.robots import TRIES, Robot
from lie_project.client.views import GameView, RoomView
from tests.unit.client.builders import ROBOTS, game_view, room_view, seat

WORD = "apple"


def sight(
    game: dict[str, Any],
    room: dict[str, Any] | None = None,
    *,
    player: str = "bert",
    word: str | None = WORD,
    voted: bool = False,
) -> Sight:
    views = msgspec.convert(room or room_view(), RoomView), msgspec.convert(game, GameView)
    return Sight(player, *views, word, voted)


def asked(seen: Sight, seats: int = 3) -> list[str]:
    return [key[0] for key in asked_of(seen, seats)]


def played(seen: Sight, *, robot: Robot | None = None) -> list[Wish]:
    """All that a robot does at one sight, when he has time enough."""
    robot = robot or Robot(random.Random(1), seats=3)
    robot.next(seen, now=0, server_ms=0)
    wishes = [robot.next(seen, now=9, server_ms=0) for _ in range(5)]
    return [wish for wish in wishes if wish is not None]


def test_a_guest_in_the_lobby_greets_and_gets_ready() -> None:
    assert asked(sight(game_view())) == ["greet", "ready"]


def test_the_host_waits_until_everybody_is_there_and_ready() -> None:
    ready = room_view(can_start=True)
    assert asked(sight(game_view(), player="anna")) == ["greet"]
    assert asked(sight(game_view(), ready, player="anna"), seats=4) == ["greet"]
    assert asked(sight(game_view(), ready, player="anna"), seats=3) == ["greet", "start"]


def test_nothing_is_asked_in_the_lobby_while_the_room_still_plays() -> None:
    assert asked(sight(game_view(), room_view(playing=True))) == []


def test_only_the_one_whose_turn_it_is_describes() -> None:
    assert asked(sight(game_view("describing", turn="bert"))) == ["describe"]
    assert asked(sight(game_view("describing", turn="anna"))) == []


def test_a_watcher_does_nothing() -> None:
    watching = game_view("discussing", seats=[seat("bert", playing=False)])
    assert asked(sight(watching)) == []


def test_who_has_agreed_does_not_agree_again() -> None:
    agreed = game_view("discussing", seats=[seat("bert", agreed=True)])
    assert asked(sight(agreed)) == ["chatter", "more time"]


def test_only_the_caught_liar_guesses() -> None:
    assert asked(sight(game_view("guessing", turn="bert", category="fruit"), word=None)) == ["guess"]
    assert asked(sight(game_view("guessing", turn="anna", category="fruit"))) == []


def test_a_citizen_speaks_so_that_citizens_know_him() -> None:
    (hint,) = played(sight(game_view("describing", turn="bert")))
    family = phrases.family_of_hint(hint.data["text"], "en")
    assert family == phrases.family_of_word(WORD)


def test_a_liar_speaks_like_the_one_before_him() -> None:
    heard = phrases.FAMILIES["en"][2][0]
    seen = game_view("describing", turn="bert", hints=[{"player": "anna", "text": heard}])
    (hint,) = played(sight(seen, word=None))
    assert phrases.family_of_hint(hint.data["text"], "en") == 2


def test_a_citizen_votes_for_the_one_who_does_not_sound_like_the_word() -> None:
    ours = phrases.family_of_word(WORD)
    hints = [
        {"player": "anna", "text": phrases.FAMILIES["en"][ours][0]},
        {"player": "cleo", "text": phrases.FAMILIES["en"][(ours + 1) % 4][0]},
    ]
    vote = played(sight(game_view("voting", candidates=list(ROBOTS), hints=hints)))[0]
    assert (vote.type, vote.data) == ("game.cast_vote", {"target": "cleo"})


@pytest.mark.parametrize("draw", range(20))
def test_nobody_votes_for_himself(draw: int) -> None:
    vote = sight(game_view("voting", candidates=list(ROBOTS)), word=None)
    assert answer(("vote", 1), vote, random.Random(draw)).data["target"] in ("anna", "cleo")


def test_who_can_vote_for_nobody_else_abstains() -> None:
    vote = sight(game_view("runoff", candidates=["bert"]))
    assert answer(("vote", 1), vote, random.Random(1)).data == {"target": None}


def test_a_robot_thinks_before_he_acts() -> None:
    robot, seen = Robot(random.Random(1), seats=3), sight(game_view("describing", turn="bert"))
    assert robot.next(seen, now=0, server_ms=0) is None
    assert 0 < robot.wakes_at < 1
    assert robot.next(seen, now=robot.wakes_at, server_ms=0) is not None


def test_he_thinks_only_a_part_of_what_is_left_of_a_short_phase() -> None:
    robot = Robot(random.Random(1), seats=3)
    robot.next(sight(game_view("describing", turn="bert", deadline=1100)), now=0, server_ms=1000)
    assert robot.wakes_at < 0.02


def test_he_does_a_thing_once() -> None:
    done = Counter(wish.key[0] for wish in played(sight(game_view())))
    assert done == {"greet": 1, "ready": 1}


def test_he_does_it_again_in_the_next_phase_of_the_kind() -> None:
    robot = Robot(random.Random(1), seats=3)
    first = played(sight(game_view("describing", turn="bert", number=4)), robot=robot)
    second = played(sight(game_view("describing", turn="bert", number=9)), robot=robot)
    assert [wish.key for wish in first + second] == [("describe", 4), ("describe", 9)]


def test_he_tries_again_when_refused_but_not_for_ever() -> None:
    robot, seen = Robot(random.Random(1), seats=3), sight(game_view("describing", turn="bert"))
    tries = 0
    for now in range(1, 20):
        if (wish := robot.next(seen, now=now, server_ms=0)) is not None:
            tries += 1
            robot.refused(wish, now)
    assert tries == TRIES


def test_he_sleeps_when_nothing_is_asked() -> None:
    robot = Robot(random.Random(1), seats=3)
    assert robot.next(sight(game_view("dealing")), now=0, server_ms=0) is None
    assert robot.wakes_at == float("inf")


def test_the_same_seed_plays_the_same() -> None:
    seen = sight(game_view("voting", candidates=list(ROBOTS)), word=None)
    one, two = (played(seen, robot=Robot(random.Random(7), seats=3)) for _ in range(2))
    assert one == two


def test_the_host_chooses_the_settings_before_he_starts() -> None:
    wanted = {"mode": "fool", "laps": 2}
    unsettled = room_view(can_start=True, settings={"mode": "classic", "laps": 2})
    host = replace(sight(game_view(), unsettled, player="anna"), wanted=wanted)
    assert asked(host) == ["greet", "settings"]
    wish = answer(("settings", 0), host, random.Random(1))
    assert (wish.type, wish.data) == ("rooms.change_settings", wanted)
    settled = replace(host, room=msgspec.convert(room_view(can_start=True, settings=wanted), RoomView))
    assert asked(settled) == ["greet", "start"]


def test_the_accused_pleads_and_the_others_answer() -> None:
    assert asked(sight(game_view("defence", turn="bert"))) == ["plead"]
    assert asked(sight(game_view("defence", turn="anna"))) == []
    for phase in ("verdict", "ruling"):
        assert asked(sight(game_view(phase, turn="bert"))) == []
        assert asked(sight(game_view(phase, turn="anna"))) == ["answer"]


def test_a_citizen_convicts_whoever_does_not_sound_like_the_word() -> None:
    ours = phrases.family_of_word(WORD)
    for family, yes in ((ours, False), ((ours + 1) % 4, True)):
        hints = [{"player": "anna", "text": phrases.FAMILIES["en"][family][0]}]
        seen = sight(game_view("verdict", turn="anna", hints=hints))
        assert answer(("answer", 1), seen, random.Random(1)).data == {"yes": yes}


def test_some_want_one_more_lap_while_there_is_one() -> None:
    def targets(left: int) -> set[str]:
        seen = sight(game_view("voting", candidates=list(ROBOTS), laps_left=left))
        return {answer(("vote", 1), seen, random.Random(n)).data["target"] for n in range(60)}

    assert "lap" in targets(1) and "lap" not in targets(0)


def test_who_is_out_does_nothing() -> None:
    assert asked(sight(game_view("voting", seats=[seat("bert", out=True)]))) == []


@pytest.mark.parametrize(("reason", "does"), [("players", ["resume"]), ("admin", []), ("too_few", [])])
def test_in_a_pause_there_is_at_most_one_thing_to_do(reason: str, does: list[str]) -> None:
    assert asked(sight(game_view("voting", pause={"reason": reason, "left": 1}))) == does
