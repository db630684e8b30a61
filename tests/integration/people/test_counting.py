"""Whole games, counted by the people concern beside all others."""

import random
from typing import Any

from django.core.management import call_command

from events.catalogue import RoundRevealed
from events.log import store
from events.messages import commands as wish
from events.models import StoredEvent
from people.models import Achievement, Leaving, MatchPlayed, Person, RoundPlayed, Standing
from people.rating import START
from tests.bus import Bus

CODE = "ABCDE"
PEOPLE = ("alice", "bob", "cem")


def come(bus: Bus, *guests: str, code: str = CODE, **settings: Any) -> None:
    opening = wish.OpenRoom(code=code, nickname="alice", language="en", **{"rounds": 1, **settings})
    assert bus.ask(opening, code, "alice") is None
    for player in ("alice", *guests):
        bus.ask(wish.JoinRoom(nickname=player.title(), connection=f"{player}-{code}"), code, player)


def start(bus: Bus, *guests: str, code: str = CODE, **settings: Any) -> None:
    come(bus, *guests, code=code, **settings)
    for player in guests:
        bus.ask(wish.SetReady(ready=True), code, player)
    assert bus.ask(wish.StartGame(), code, "alice") is None


def ended(bus: Bus, code: str = CODE) -> None:
    while not StoredEvent.objects.filter(type="rooms.play_ended", room=code).exists():
        assert bus.pass_time()


def until(bus: Bus, type: str) -> None:
    while not StoredEvent.objects.filter(type=type).exists():
        assert bus.pass_time()


def play(bus: Bus, *guests: str, **settings: Any) -> None:
    start(bus, *guests, **settings)
    ended(bus, settings.get("code", CODE))


def sums() -> list[tuple[Any, ...]]:
    return sorted(Standing.objects.values_list())


def test_a_game_of_people_counts_for_each_of_them(bus: Bus) -> None:
    play(bus, "bob", "cem")
    revealed = next(e for e in store.history(f"game/{CODE}") if isinstance(e, RoundRevealed))
    rounds = {row.player: row for row in RoundPlayed.objects.all()}
    assert set(rounds) == set(PEOPLE)
    assert [name for name, row in rounds.items() if row.role == "liar"] == revealed.liars
    assert {name for name, row in rounds.items() if row.won} == (
        set(revealed.liars) if revealed.winner == "liars" else set(PEOPLE) - set(revealed.liars)
    )
    assert MatchPlayed.objects.count() == 3 and Person.objects.get(pk="bob").nickname == "Bob"


def test_ratings_move_by_what_was_decided_in_the_log(bus: Bus) -> None:
    play(bus, "bob", "cem")
    ratings = dict(Standing.objects.values_list("player", "rating"))
    assert set(ratings) == set(PEOPLE) and abs(sum(ratings.values()) - 3 * START) <= 3
    assert all(rating != START for rating in ratings.values())


def test_a_first_round_is_an_achievement_and_only_once(bus: Bus) -> None:
    play(bus, "bob", "cem", rounds=2)
    assert Achievement.objects.filter(player="bob", name="first_round").count() == 1


def test_bots_have_no_history_and_move_no_rating(bus: Bus) -> None:
    play(bus, bots=3)
    assert list(Standing.objects.values_list("player", "rating")) == [("alice", START)]
    assert Standing.objects.get().rounds == 1


def test_an_event_that_comes_twice_counts_once(bus: Bus) -> None:
    bus.chaos = random.Random(4)
    start(bus, "bob", "cem")
    while not StoredEvent.objects.filter(type="rooms.play_ended", room=CODE).exists():
        bus.heal()
        bus.pass_time()
    bus.heal()
    assert RoundPlayed.objects.count() == 3 and Standing.objects.get(pk="bob").rounds == 1


def test_who_leaves_in_a_round_is_noted_and_the_first_time_costs_nothing(bus: Bus) -> None:
    start(bus, "bob", "cem", "dia")
    until(bus, "game.described")
    bus.ask(wish.LeaveRoom(), CODE, "dia")
    left = Leaving.objects.get()
    assert (left.player, left.change) == ("dia", 0) and Standing.objects.get(pk="dia").leavings == 1


def test_the_second_leaving_costs_a_little(bus: Bus) -> None:
    for code in ("ABCDE", "FGHJK"):
        start(bus, "bob", "cem", "dia", code=code)
        while not StoredEvent.objects.filter(type="game.described", room=code).exists():
            assert bus.pass_time()
        bus.ask(wish.LeaveRoom(), code, "dia")
    assert sorted(Leaving.objects.values_list("change", flat=True)) == [-500, 0]


def test_who_leaves_between_matches_has_done_nothing_wrong(bus: Bus) -> None:
    play(bus, "bob", "cem")
    bus.ask(wish.LeaveRoom(), CODE, "bob")
    assert not Leaving.objects.exists()


def test_what_is_rebuilt_is_what_there_was(bus: Bus) -> None:
    play(bus, "bob", "cem", rounds=2)
    before = [sorted(m.objects.values_list()) for m in (RoundPlayed, MatchPlayed, Achievement)], sums()
    RoundPlayed.objects.all().delete()
    Standing.objects.update(rating=7, rounds=99)
    call_command("rebuild", "people", verbosity=0)
    call_command("recount", verbosity=0)
    after = [sorted(m.objects.values_list()) for m in (RoundPlayed, MatchPlayed, Achievement)], sums()
    assert after == before
