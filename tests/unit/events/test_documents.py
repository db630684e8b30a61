"""The generated pages say what the tables of the code say."""

import json
from typing import Any

import pytest

from events import registry
from events.broker.topology import Subscription
from events.delivery import failures
from events.schema import DECLARATIONS
from lie_project.documents import asyncapi, catalogue, topology
from lie_project.documents.shapes import as_json
from rooms.protocol import CLOSE_CODES


@pytest.fixture
def document() -> dict[str, Any]:
    return asyncapi.document()


@pytest.mark.parametrize("queue", registry.all_subscriptions(), ids=lambda queue: queue.queue)
def test_every_queue_is_drawn_listed_and_documented(queue: Subscription, document: Any) -> None:
    page = topology.text()
    assert f"[({queue.queue})]" in page
    keys = " ".join(f"`{key}`" for key in queue.keys)
    assert f"| `{queue.queue}` | `{queue.exchange.name}` | {keys} |" in page
    channel = document["channels"][queue.queue]
    assert channel["x-bound-to"] == {"exchange": queue.exchange.name, "routingKeys": list(queue.keys)}
    received = document["operations"][f"{queue.queue}.receive"]["messages"]
    assert [m["$ref"] for m in received] == [
        f"#/channels/{queue.queue}/messages/{name}" for name in channel["messages"]
    ]


@pytest.mark.parametrize("exchange", ["lie.commands", "lie.events"])
def test_each_exchange_carries_its_types_and_somebody_sends_them(exchange: str, document: Any) -> None:
    carried = set(document["channels"][exchange]["messages"])
    assert carried == {d.type for d in DECLARATIONS.values() if d.is_event is (exchange == "lie.events")}
    senders = [o for o in document["operations"].values() if o["channel"]["$ref"].endswith(exchange)]
    assert carried == {m["$ref"].rpartition("/")[2] for o in senders for m in o["messages"]}


def test_the_limits_are_those_of_the_code(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(failures, "PAUSES", (2, 4, 8))
    made = asyncapi.document()
    assert made["components"]["operationTraits"]["receiving"]["x-retries"]["pausesInSeconds"] == [2, 4, 8]
    assert "again after 2, 4 and 8 s; then it is parked" in made["info"]["description"]
    assert "again after 2, 4 and 8 s; then it is parked" in topology.text()


def test_the_socket_has_every_close_code(document: Any) -> None:
    socket = document["channels"]["socket"]
    assert socket["x-close-codes"] == {str(code): meaning for code, meaning in CLOSE_CODES.items()}
    assert all(f"| {code} | {meaning} |" in socket["description"] for code, meaning in CLOSE_CODES.items())


def test_the_sockets_that_only_look_are_told_with_all_they_show(document: Any) -> None:
    addresses = {document["channels"][name]["address"] for name in ("lobby", "overlay")}
    assert addresses == {"/ws/lobby/", "/ws/overlay/{code}/"}
    shown = {message for name in ("lobby", "overlay") for message in document["channels"][name]["messages"]}
    assert shown == {"welcome", "lobby", "overlay", "beat", "pong", "ping", "sync"}
    assert {"LobbyFrame", "OverlayView", "ListedRoom"} <= set(document["components"]["schemas"])


def test_a_player_may_send_what_the_document_says_and_no_more(document: Any) -> None:
    asked = document["operations"]["socket.wish"]["messages"]
    assert {m["$ref"].rpartition("/")[2] for m in asked} == {
        d.type for d in DECLARATIONS.values() if d.from_player
    }


def test_every_type_is_in_the_catalogue_with_its_schema() -> None:
    page = catalogue.text()
    for declaration in DECLARATIONS.values():
        link = f"schemas/{declaration.type}.{declaration.version}.json"
        assert f"### {declaration.type}\n" in page and f"]({link})" in page


def test_the_file_is_the_same_every_time_and_loses_nothing(document: Any) -> None:
    assert as_json(document) == as_json(asyncapi.document())
    assert json.loads(as_json(document)) == document
