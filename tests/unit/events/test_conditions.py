"""What is out of order, and what of it players are told."""

from dataclasses import replace

import pytest

from events.faults.conditions import CONCERNS, DAMPING, Key, Notice, Sight, notice, present
from events.models import Incident

WELL = Sight(redis_down=False, workers={"chat": 1, "game": 2}, concerns=("chat", "game"), routes_known=True)


def found(sight: Sight) -> set[Key]:
    return set(present(sight).found)


def test_nothing_is_found_while_all_is_well() -> None:
    assert present(WELL).found == {} and present(WELL).unknown == frozenset()


@pytest.mark.parametrize(
    ("sight", "key"),
    [
        (replace(WELL, broker_down=True), ("broker", "")),
        (replace(WELL, redis_down=True), ("redis", "")),
        (replace(WELL, workers={"chat": 0, "game": 1}), ("worker", "chat")),
        (replace(WELL, workers={"game": 1}), ("worker", "chat")),
        (replace(WELL, parked={"media": 3}), ("parked", "media")),
        (replace(WELL, unrouted=["game.described"]), ("unrouted", "game.described")),
        (replace(WELL, media=["ABCDE"]), ("media", "ABCDE")),
    ],
)
def test_each_condition_is_found_by_its_subject(sight: Sight, key: Key) -> None:
    assert found(sight) == {key}


@pytest.mark.parametrize(
    ("sight", "kind"),
    [
        (replace(WELL, redis_down=None), "redis"),
        (replace(WELL, workers=None), "worker"),
        (replace(WELL, routes_known=False), "unrouted"),
    ],
)
def test_what_nobody_can_tell_is_neither_good_nor_bad(sight: Sight, kind: str) -> None:
    assert not found(sight) and present(sight).unknown == frozenset({kind})


def test_every_kind_of_incident_is_damped() -> None:
    assert set(DAMPING) == set(Incident.Kind.values)


@pytest.mark.parametrize(
    ("open", "told"),
    [
        ([("broker", "")], Notice(["broker"])),
        ([("worker", "patterns"), ("worker", "game")], Notice(["game"])),
        ([("media", "ABCDE")], Notice(rooms={"ABCDE": ["media"]})),
        ([("parked", "game"), ("unrouted", "game.described"), ("redis", "")], Notice()),
        ([("worker", name) for name in CONCERNS], Notice(list(CONCERNS))),
    ],
)
def test_players_are_told_what_they_would_notice(open: list[Key], told: Notice) -> None:
    assert notice(open) == told


def test_without_any_media_server_media_is_degraded_in_every_room() -> None:
    assert notice([("media", ""), ("worker", "media")]) == Notice(everywhere=["media"])
    assert notice([("media", ""), ("media", "ABCDE")]) == Notice(["media"], {"ABCDE": ["media"]})
