"""Bytes that the fuzzer found to end more than themselves."""

import json

import pytest

from events.messages import commands
from events.messages.envelope import BadEnvelope, decode, encode, payload_of, wrap_command
from rooms.intake import since_of

VOTE = encode(wrap_command(commands.CastVote(target="bob"), "ABCDE", actor="alice"))


def test_an_envelope_that_is_no_utf8_is_bad() -> None:
    with pytest.raises(BadEnvelope):
        decode(VOTE.replace(b"alice", b"\xff"))


def test_a_payload_that_is_no_utf8_is_bad() -> None:
    with pytest.raises(BadEnvelope):
        payload_of(decode(VOTE.replace(b"bob", b"\xff")))


def test_data_that_were_never_of_the_version_they_name_are_bad() -> None:
    old = {"type": "game.match_started", "dataschema": "/schemas/game.match_started/1", "data": {"rounds": 3}}
    with pytest.raises(BadEnvelope):
        payload_of(decode(json.dumps({**json.loads(VOTE), **old}).encode()))


@pytest.mark.parametrize("query", [b"last=game:1game:1", b"last=,", b"last=game:", b"last=game:1,,chat:2"])
def test_an_address_that_says_no_places_says_nothing(query: bytes) -> None:
    assert since_of(query) == {}


def test_an_address_says_places() -> None:
    assert since_of(b"a=1&last=room:4,chat:13,") == {"room": 4, "chat": 13}
