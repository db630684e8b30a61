"""Pages of people as a browser gets them."""

import uuid
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from people import selectors
from people.models import Person, Standing
from tests.bus import Bus
from tests.integration.people.conftest import Browser
from tests.integration.people.test_counting import play


@pytest.fixture
def played(bus: Bus, browser: Browser) -> Client:
    play(bus, "bob", "cem")
    return browser("bob", "Bob")


def test_a_profile_tells_what_was_played(played: Client) -> None:
    page = played.get("/people/bob").content.decode()
    assert "<h1>Bob</h1>" in page and "Welcome to the table" in page
    assert 'seed="bob"' in page and "You play as a guest" not in page


def test_the_history_links_to_the_replays(played: Client) -> None:
    (match,) = selectors.matches("bob")
    game = match.replay.rpartition("/")[2]
    assert str(uuid.UUID(game)) == game and match.players == 3
    assert match.replay == reverse("replay", args=[game])


def test_one_s_own_profile_is_there_before_the_first_round(browser: Browser) -> None:
    page = browser("p1", "Newcomer").get("/people/me")
    assert page.status_code == 200 and "Newcomer" in page.content.decode()


def test_nobody_s_profile_is_not_found(browser: Browser) -> None:
    assert browser().get("/people/p404").status_code == 404


def test_news_are_told_once(played: Client) -> None:
    first = played.get("/api/people/news?after=0").json()
    assert "first_round" in [medal["name"] for medal in first["earned"]]
    assert played.get(f"/api/people/news?after={first['newest']}").json()["earned"] == []


def test_the_board_has_the_best_in_front_and_only_who_has_played_enough(browser: Browser) -> None:
    for player, rating, rated in (("a", 90_000, 50), ("b", 110_000, 10), ("c", 150_000, 9)):
        Person.objects.create(player=player, nickname=player)
        Standing.objects.create(player=player, rating=rating, rated=rated, rounds=rated)
    assert [(one.place, one.player, one.points) for one in selectors.top()] == [(1, "b", 1100), (2, "a", 900)]
    assert browser("b").get("/people/top").content.decode().count("place-me") == 1


def test_a_profile_takes_few_queries(played: Client, django_assert_max_num_queries: Any) -> None:
    with django_assert_max_num_queries(10):
        played.get("/people/bob")
