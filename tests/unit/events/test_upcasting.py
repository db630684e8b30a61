"""Versions of a payload: an old one is read as a new one, an unknown one is told from a bad one."""

import json
from collections.abc import Iterator

import pytest

from events import schema
from events.messages import upcasting
from events.messages.envelope import (
    BadEnvelope,
    Envelope,
    UnknownVersion,
    decode,
    encode,
    payload_of,
    wrap_command,
)
from events.messages.upcasting import Payload, upcaster
from events.schema import DECLARATIONS, Command, Declaration


class Shout(Command, frozen=True):
    """A made-up type at its third version: 1 had ``words``, 2 had ``text``."""

    text: str
    loud: bool


@pytest.fixture(autouse=True)
def declared(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    declaration = Declaration(Shout, "chat.shout", "chat", version=3, kind=None)
    monkeypatch.setitem(DECLARATIONS, declaration.type, declaration)
    monkeypatch.setitem(schema._BY_PAYLOAD, Shout, declaration)
    monkeypatch.setattr(upcasting, "_UPCASTERS", {})

    @upcaster("chat.shout", 1)
    def _text_is_one(data: Payload) -> Payload:
        return {"text": " ".join(data["words"])}

    @upcaster("chat.shout", 2)
    def _shouts_were_loud(data: Payload) -> Payload:
        return {**data, "loud": True}

    yield


def written(version: int, data: object) -> bytes:
    """What a writer of that version has put on the wire."""
    envelope = json.loads(encode(wrap_command(Shout(text="", loud=False), "ABCDE")))
    return json.dumps({**envelope, "dataschema": f"/schemas/chat.shout/{version}", "data": data}).encode()


def received(version: int, data: object) -> Envelope:
    return decode(written(version, data))


@pytest.mark.parametrize(
    ("version", "data"),
    [
        (1, {"words": ["look", "out"]}),
        (2, {"text": "look out"}),
        (3, {"text": "look out", "loud": True}),
    ],
)
def test_every_version_that_ever_was_is_read_as_the_present_one(version: int, data: object) -> None:
    assert payload_of(received(version, data)) == Shout(text="look out", loud=True)


def test_the_present_version_goes_through_no_upcaster() -> None:
    assert payload_of(received(3, {"text": "psst", "loud": False})) == Shout(text="psst", loud=False)


@pytest.mark.parametrize("version", [4, 999999])
def test_a_newer_version_is_unknown_and_not_guessed_at(version: int) -> None:
    with pytest.raises(UnknownVersion, match=f"chat.shout version {version}"):
        payload_of(received(version, {"text": "look out", "loud": True}))


@pytest.mark.parametrize("data", [{"text": 7}, {"text": "hi", "weight": 1}, [], "hi", None])
def test_an_old_payload_that_was_never_right_is_bad(data: object) -> None:
    with pytest.raises(BadEnvelope) as caught:
        payload_of(received(2, data))
    assert not isinstance(caught.value, UnknownVersion)


@pytest.mark.parametrize(
    "dataschema",
    [
        "/schemas/chat.shout/0",
        "/schemas/chat.shout/-1",
        "/schemas/chat.shout/",
        "/schemas/chat.shout/1.5",
        "/schemas/chat.shout/" + "9" * 5000,
        "/schemas/chat.say/1",
        "chat.shout",
        "",
    ],
)
def test_a_dataschema_that_names_no_version_of_the_type_is_bad(dataschema: str) -> None:
    body = json.loads(written(3, {"text": "hi", "loud": True})) | {"dataschema": dataschema}
    with pytest.raises(BadEnvelope, match="dataschema"):
        decode(json.dumps(body).encode())


def test_two_upcasters_of_one_step_are_refused() -> None:
    with pytest.raises(ValueError, match="two up-casters from version 1"):
        upcaster("chat.shout", 1)(lambda data: data)


def test_a_missing_step_is_not_jumped_over(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(upcasting._UPCASTERS, ("chat.shout", 2))
    with pytest.raises(BadEnvelope):
        payload_of(received(1, {"words": ["hi"]}))
