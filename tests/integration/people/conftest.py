"""Browsers of people, and what they can be sent to."""

from collections.abc import Callable

import pytest
from django.http import HttpResponse
from django.test import Client

from events import redis
from rooms import identity
from rooms.identity import Guest

Browser = Callable[..., Client]


@pytest.fixture
def browser(valkey_url: str, transactional_db: None) -> Browser:
    """Makes a browser: of a guest who is in a room, or of nobody; with empty counters of limits."""
    redis.client().flushdb()

    def make(player: str = "", nickname: str = "Ann", room: str = "ABCDE") -> Client:
        client = Client(headers={"accept-language": "en"})
        if player:
            response = HttpResponse()
            identity.remember(response, Guest(player, nickname, [room]), secure=False)
            client.cookies.update(response.cookies)
        return client

    return make
