"""The wrapper of every message: CloudEvents that a stranger can read, and nothing else gets in."""

import json

import msgspec
import pytest
from cloudevents.core.formats.json import JSONFormat
from cloudevents.core.v1.event import CloudEvent

from events import catalogue
from events.messages import commands
from events.messages.envelope import (
    BadEnvelope,
    UnknownVersion,
    decode,
    encode,
    frame_id,
    payload_of,
    player_message_id,
    wrap_command,
)


def vote(**changes: object) -> dict[str, object]:
    envelope = wrap_command(commands.CastVote(target="bob"), "ABCDE", actor="alice")
    return {**json.loads(encode(envelope)), **changes}


def test_a_command_survives_the_way_over_the_wire() -> None:
    envelope = decode(json.dumps(vote()).encode())
    assert payload_of(envelope) == commands.CastVote(target="bob")
    assert (envelope.subject, envelope.partitionkey, envelope.actor) == ("game/ABCDE", "ABCDE", "alice")


def test_the_official_sdk_reads_what_we_write() -> None:
    envelope = wrap_command(commands.CastVote(target="bob"), "ABCDE", actor="alice")
    event = JSONFormat().read(CloudEvent, encode(envelope))
    assert (event.get_id(), event.get_type()) == (envelope.id, "game.cast_vote")
    assert (event.get_subject(), event.get_data()) == ("game/ABCDE", {"target": "bob", "number": None})
    assert event.get_extension("correlationid") == envelope.id


@pytest.mark.parametrize(
    "changes",
    [{"type": "game.nothing"}, {"specversion": "0.3"}, {"time": "yesterday"}, {"data": None}, {"id": 7}],
)
def test_what_is_not_as_declared_is_refused(changes: dict[str, object]) -> None:
    with pytest.raises(BadEnvelope):
        payload_of(decode(json.dumps(vote(**changes)).encode()))


def test_an_unknown_field_of_the_payload_is_refused() -> None:
    envelope = decode(json.dumps(vote(data={"target": "bob", "weight": 2})).encode())
    with pytest.raises(BadEnvelope, match="weight"):
        payload_of(envelope)


def test_a_newer_version_is_told_from_a_bad_one() -> None:
    envelope = decode(json.dumps(vote(dataschema="/schemas/game.cast_vote/2")).encode())
    with pytest.raises(UnknownVersion):
        payload_of(envelope)


def test_too_many_bytes_are_refused_before_they_are_read() -> None:
    with pytest.raises(BadEnvelope, match="bytes"):
        decode(b"[" * 70_000)


def test_endless_nesting_is_refused_and_not_followed() -> None:
    deep = json.dumps(vote(data="deep")).encode().replace(b'"deep"', b"[" * 20_000)
    with pytest.raises(BadEnvelope):
        decode(deep)


def test_a_follow_up_keeps_the_correlation_and_names_its_cause() -> None:
    first = wrap_command(commands.StartGame(), "ABCDE", actor="alice")
    second = wrap_command(commands.ClosePhase(number=1), "ABCDE", cause=first)
    assert (second.correlationid, second.causationid) == (first.id, first.id)
    assert second.traceparent == first.traceparent


def test_a_frame_id_comes_back_only_to_the_player_who_sent_it() -> None:
    id = player_message_id("alice", "frame-01")
    assert frame_id(wrap_command(commands.StartGame(), "ABCDE", actor="alice", id=id)) == "frame-01"
    assert frame_id(wrap_command(commands.StartGame(), "ABCDE", actor="bob", id=id)) is None


def test_every_declared_type_has_a_json_schema() -> None:
    for payload in (catalogue.RoundDealt, catalogue.VoteCast, commands.OpenRoom):
        schema = msgspec.json.schema(payload)
        assert schema["$defs"][payload.__name__]["additionalProperties"] is False
