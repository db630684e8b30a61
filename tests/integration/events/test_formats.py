"""What really travels in a whole match is as documented: envelopes, payloads and frames."""

import json
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

import msgspec
import pytest
from django.conf import settings
from django.core.management import call_command
from jsonschema import Draft7Validator  # type: ignore[import-untyped]
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT7

from events import redis
from events.delivery import handling
from events.messages import commands as wish
from events.messages.envelope import decode, schema_uri
from events.messages.frames import Done, Refused
from events.models import StoredEvent
from events.schema import DECLARATIONS
from game import words
from lie_project.documents.pages import pages
from rooms.models import Room
from rooms.protocol import FRAMES, Beat, ClientFrame, Pong, Status, Welcome
from tests import cloudevents
from tests.bus import Bus

CODE = "ABCDE"
DOCUMENTED = {f"/{path.relative_to(settings.BASE_DIR / 'docs')}": text for path, text in pages().items()}


def _retrieve(uri: str) -> Resource[Any]:
    return Resource.from_contents(json.loads(DOCUMENTED[urlsplit(uri).path]), default_specification=DRAFT7)


def as_documented(where: str) -> Any:
    """A validator of one place in asyncapi.json."""
    registry: Registry[Any] = Registry(retrieve=_retrieve)  # type: ignore[call-arg]
    return Draft7Validator({"$ref": f"file:///asyncapi.json#/{where}"}, registry=registry)


@pytest.fixture
def match(transactional_db: None, valkey_url: str, monkeypatch: pytest.MonkeyPatch) -> "Match":
    """A match of one round, alice against bots, in a room that she then leaves."""
    redis.client().flushdb()
    call_command("loadpacks", verbosity=0)
    words.forget()
    played = Match()
    played.bus.take_over(monkeypatch)
    monkeypatch.setattr("tests.bus.deliver", played.deliver)
    played.play()
    return played


class Match:
    def __init__(self) -> None:
        self.bus = Bus()
        self.bodies: dict[str, bytes] = {}

    def deliver(self, subscriber: str, body: bytes) -> None:
        self.bodies[decode(body).id] = body
        handling.deliver(subscriber, body)

    def play(self) -> None:
        opening = wish.OpenRoom(code=CODE, nickname="alice", language="en", rounds=1, bots=3)
        joining = wish.JoinRoom(nickname="alice", connection="alice-1")
        for command in (opening, joining, wish.Say(text="hello"), wish.StartGame()):
            assert self.bus.ask(command, CODE, "alice") is None
        while Room.objects.get().playing:
            assert self.bus.pass_time()
        self.bus.ask(wish.DropConnection(connection="alice-1"), CODE, "alice")
        self.bus.ask(wish.LeaveRoom(), CODE, "alice")
        while not Room.objects.get().closed:
            assert self.bus.pass_time()

    def frames(self) -> list[bytes]:
        found = [
            (push.frame, push.snapshot, *push.own.values()) for push in self.bus.pushes if push.room == CODE
        ]
        return [frame for frames in found for frame in frames if frame]


def test_every_command_and_event_is_a_cloudevent_of_its_documented_shape(match: Match) -> None:
    validators = {type: as_documented(f"components/messages/{type}/payload") for type in DECLARATIONS}
    stored = [row.envelope.encode() for row in StoredEvent.objects.all()]
    seen = set()
    for body in [*match.bodies.values(), *stored]:
        envelope = json.loads(body)
        Draft7Validator(cloudevents.SCHEMA).validate(envelope)
        validators[envelope["type"]].validate(envelope)
        seen.add(envelope["type"])
    assert len(seen) >= 30, "a match has most types in it"


def test_every_payload_is_right_by_the_schema_that_it_names(match: Match) -> None:
    by_uri = {schema_uri(d): f"/schemas/{d.type}.{d.version}.json" for d in DECLARATIONS.values()}
    for body in match.bodies.values():
        envelope = json.loads(body)
        schema = json.loads(DOCUMENTED[by_uri[envelope["dataschema"]]])
        assert schema["$id"] == envelope["dataschema"]
        Draft7Validator(schema).validate(envelope["data"])
        sealed = {name for name, field in schema["properties"].items() if field.get("x-sealed")}
        assert not sealed & envelope["data"].keys()


def test_every_frame_of_a_match_is_as_documented(match: Match) -> None:
    seen = set()
    for frame in map(json.loads, match.frames()):
        as_documented(f"channels/socket/messages/{frame['type']}/payload").validate(frame)
        seen.add(frame["type"])
    assert seen == {"room", "game", "chat", "media", "you"}


@pytest.mark.parametrize(
    "frame",
    [
        Welcome("alice", CODE, 1),
        Beat(1, {"room": 4}),
        Pong("frame-01", 1),
        Status(["broker"]),
        Done("frame-01"),
        Refused(None, "too_fast", "Slower, please."),
    ],
    ids=lambda frame: str(frame.__struct_config__.tag),
)
def test_every_frame_of_the_gateway_is_as_documented(frame: msgspec.Struct) -> None:
    assert type(frame) in FRAMES
    where = f"channels/socket/messages/{frame.__struct_config__.tag}/payload"
    as_documented(where).validate(msgspec.to_builtins(frame))


@pytest.mark.parametrize(
    ("data", "right"),
    [({"target": "bob"}, True), ({"target": None, "number": 3}, True), ({}, False), ({"target": ""}, False)],
)
def test_document_and_gateway_take_the_same_frames(data: object, right: bool) -> None:
    frame = {"id": "frame-01", "type": "game.cast_vote", "data": data}
    assert as_documented("channels/socket/messages/game.cast_vote/payload").is_valid(frame) is right
    assert takes(lambda: read(frame)) is right


@pytest.mark.parametrize("change", [{"id": "short"}, {"id": "not a sign"}, {"extra": 1}, {"id": None}])
def test_document_and_gateway_refuse_the_same_frames(change: dict[str, object]) -> None:
    frame = {"id": "frame-01", "type": "ping"}
    for sent, right in ((frame, True), ({**frame, **change}, False)):
        assert as_documented("channels/socket/messages/ping/payload").is_valid(sent) is right
        assert takes(lambda sent=sent: msgspec.convert(sent, ClientFrame)) is right  # type: ignore[misc]


def read(frame: dict[str, object]) -> object:
    return msgspec.convert(frame["data"], DECLARATIONS[str(frame["type"])].payload)


def takes(reading: Callable[[], object]) -> bool:
    try:
        reading()
    except msgspec.ValidationError:
        return False
    return True


@pytest.mark.parametrize(
    "change",
    [
        {"specversion": "0.3"},
        {"id": ""},
        {"time": "yesterday"},
        {"Sequence": "1"},
        {"extension": {"a": 1}},
        {"data_base64": "aGk="},
        {"source": "no uri"},
    ],
)
def test_the_schema_of_cloudevents_tells_what_is_none(change: dict[str, object]) -> None:
    event = {"specversion": "1.0", "id": "1", "source": "/lie/game", "type": "t", "data": {}}
    assert Draft7Validator(cloudevents.SCHEMA).is_valid(event)
    assert not Draft7Validator(cloudevents.SCHEMA).is_valid({**event, **change})
