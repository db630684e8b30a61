"""Two versions side by side: the newer reads what the older wrote, the older keeps the newer's aside."""

import json
from dataclasses import replace

import pytest

from events import schema
from events.catalogue import ChatMemberJoined
from events.delivery.handling import deliver
from events.messages import upcasting
from events.messages.upcasting import Payload, upcaster
from events.models import FailedDelivery, StoredEvent
from events.schema import DECLARATIONS, declaration_of
from tests.integration.events.conftest import Bench

TYPE = "chat.member_joined"


def of_version(version: int, body: bytes, **data: str) -> bytes:
    """An event as a writer of that version publishes it."""
    envelope = json.loads(body)
    envelope |= {"dataschema": f"/schemas/{TYPE}/{version}", "data": data or envelope["data"]}
    return json.dumps(envelope).encode()


@pytest.fixture
def upgraded(monkeypatch: pytest.MonkeyPatch) -> None:
    """This reader knows version 2, in which the field ``name`` has become ``nickname``."""
    newer = replace(declaration_of(ChatMemberJoined), version=2)
    monkeypatch.setitem(DECLARATIONS, TYPE, newer)
    monkeypatch.setitem(schema._BY_PAYLOAD, ChatMemberJoined, newer)
    monkeypatch.setattr(upcasting, "_UPCASTERS", {})

    @upcaster(TYPE, 1)
    def _names_are_nicknames(data: Payload) -> Payload:
        return {"player": data["player"], "nickname": data["name"]}


def test_an_unknown_version_is_parked_at_once_and_told(bench: Bench) -> None:
    (newer,) = bench.log("one")
    deliver("media", of_version(2, newer, player="p", shape="unheard of"))
    failure = FailedDelivery.objects.get()
    assert (failure.state, failure.attempts, failure.error) == ("parked", 1, "UnknownVersion")
    told = StoredEvent.objects.order_by("position").values_list("type", flat=True)
    assert list(told) == [TYPE, "fault.event_parked"]


def test_its_stream_waits_for_this_subscriber_and_nothing_else_does(bench: Bench) -> None:
    newer, later = bench.log("one", "two")
    (elsewhere,) = bench.log("elsewhere", room="FGHJK")
    deliver("media", of_version(2, newer))
    deliver("media", later)
    deliver("media", elsewhere)
    deliver("chat", newer)
    assert bench.handled == ["elsewhere", "one"]


def test_what_cannot_be_read_is_not_tried_again_either(bench: Bench) -> None:
    (bad,) = bench.log("one")
    deliver("media", of_version(1, bad, player="p", shape="unheard of"))
    assert FailedDelivery.objects.get().state == "parked"


def test_an_upgraded_reader_handles_what_an_older_writer_has_left(bench: Bench, upgraded: None) -> None:
    one, two = bench.log("one", "two")
    deliver("media", of_version(1, one, player="p", name="one"))
    deliver("media", of_version(2, two))
    assert bench.handled == ["one", "two"]


def test_a_parked_event_is_handled_once_the_reader_knows_its_version(
    bench: Bench, request: pytest.FixtureRequest
) -> None:
    (one,) = bench.log("one")
    deliver("media", of_version(2, one))
    request.getfixturevalue("upgraded")
    FailedDelivery.objects.update(state="waiting")  # what an admin's requeue does
    deliver("media", of_version(2, one))
    assert bench.handled == ["one"] and not FailedDelivery.objects.exists()
