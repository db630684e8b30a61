"""The topology follows from who reacts to what."""

import hashlib
import json

import pytest

from events import registry
from events.broker import topology
from events.broker.topology import ARGUMENTS, VERSIONS, base_of, log_stream, subscriptions
from events.messages.commands import CastVote
from events.registry import Concern
from events.schema import DECLARATIONS
from events.workers.worker import concern_of, embedded_options
from lie_project.wiring import CONCERNS


def test_a_concern_has_one_queue_for_each_kind_it_listens_to() -> None:
    found = subscriptions([], {"chat": ["rooms.room_created", "rooms.player_left", "game.vote_closed"]})
    assert [(s.queue, s.keys) for s in found] == [
        ("chat.connection", ("rooms.player_left", "rooms.room_created")),
        ("chat.game", ("game.vote_closed",)),
    ]


def test_commands_go_to_their_owner_alone() -> None:
    (found,) = subscriptions(["game"], {})
    assert (found.queue, found.exchange.name, found.keys) == ("game.commands", "lie.commands", ("game.*",))


def test_every_queue_survives_a_node_and_ends_poison() -> None:
    arguments = subscriptions(["game"], {})[0].as_queue().queue_arguments or {}
    assert arguments["x-queue-type"] == "quorum"
    assert arguments["x-delivery-limit"] > 0
    assert arguments["x-dead-letter-exchange"] == "lie.dead"


def test_every_event_type_reaches_at_least_one_queue() -> None:
    """An event published as mandatory would come back otherwise."""
    bound = {binding.routing_key for binding in log_stream().bindings}
    assert {d.type for d in DECLARATIONS.values() if d.is_event} == bound


def test_every_command_has_a_handler_at_its_owner() -> None:
    handled = {command for concern in CONCERNS for command in concern.commands}
    assert {d.payload for d in DECLARATIONS.values() if not d.is_event} == handled


def test_a_concern_cannot_take_a_command_of_another() -> None:
    with pytest.raises(ValueError, match="does not own"):
        registry.install([Concern("chat", {CastVote: lambda work, command: None})])


def test_a_worker_learns_its_concern_from_its_queues() -> None:
    assert concern_of(["game.commands", "game.connection"]) == "game"


@pytest.mark.parametrize("queues", [[], ["game.commands", "chat.game"], ["no.such"]])
def test_a_worker_of_no_or_two_concerns_does_not_start(queues: list[str]) -> None:
    with pytest.raises(ValueError, match=r"concern|-Q"):
        concern_of(queues)


def test_concerns_do_not_share_their_unacked_messages() -> None:
    keys = {embedded_options(concern)["unacked_key"] for concern in ("chat", "game")}
    assert len(keys) == 2


# (kind of queue, version) -> digest of its arguments.  A line is never changed: queues of that version may
# be on somebody's broker.  New arguments get a new version in events/broker/topology.py, and a new line here.
FROZEN = {
    ("subscriber", 1): "9b927ca857c06680",
    ("dead letters", 1): "2a8b006407a31210",
    ("stream", 1): "a1cf8bcf8c12e7f4",
}


@pytest.mark.parametrize("kind", ARGUMENTS)
def test_arguments_change_only_with_their_version(kind: str) -> None:
    found = hashlib.sha256(json.dumps(dict(ARGUMENTS[kind]), sort_keys=True).encode()).hexdigest()[:16]
    assert FROZEN.get((kind, VERSIONS[kind])) == found, (
        f"the arguments of {kind!r} are not those of version {VERSIONS[kind]}: raise it in VERSIONS, "
        f"and add the digest {found} to FROZEN; RabbitMQ refuses other arguments for a queue that is there"
    )


def test_the_first_version_has_a_plain_name_and_later_ones_say_it(monkeypatch: pytest.MonkeyPatch) -> None:
    assert subscriptions(["game"], {})[0].queue == "game.commands"
    monkeypatch.setitem(topology.VERSIONS, "subscriber", 2)
    assert [s.queue for s in subscriptions(["game"], {"chat": ["game.vote_closed"]})] == [
        "game.commands.v2",
        "chat.game.v2",
    ]


def test_a_renamed_queue_has_the_base_of_its_successor() -> None:
    assert {base_of(name) for name in ("lie.dead", "lie.dead.v2")} == {"lie.dead_letters"}


def test_a_queue_and_its_successor_have_one_base() -> None:
    assert {base_of(name) for name in ("game.commands", "game.commands.v2", "game.commands.v13")} == {
        "game.commands"
    }
