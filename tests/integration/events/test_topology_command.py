"""``manage.py topology`` against a real RabbitMQ that was tampered with."""

from contextlib import closing

import pytest
from django.core.management import CommandError

from events import registry
from events.broker import topology
from lie_project.launcher.ports import free_port
from lie_project.launcher.rabbitmq import RabbitMQ
from tests.integration.events.brokers import QUORUM, UNKNOWN, Broker, Use, check, drifts, management_api, run

# --- check ---------------------------------------------------------------------------------------


def test_what_was_just_declared_has_no_drift(broker: Broker) -> None:
    bound = sum(len(s.keys) for s in registry.all_subscriptions()) + len(topology.log_stream().bindings) + 1
    queues = len(registry.all_subscriptions()) + 2
    assert check() == (0, [f"The broker has what it should: {queues} queues, {bound} bindings."])


def test_queues_without_a_worker_are_drift_too(broker: Broker) -> None:
    code, lines = run("check")
    assert code == 1 and "not consumed: game.commands (0 messages, 0 consumers)" in lines


def test_every_kind_of_drift_is_a_line(broker: Broker) -> None:
    broker.channel.queue_delete("game.commands")
    broker.channel.queue_delete("rooms.game")
    broker.make("rooms.game", QUORUM, *subscription("rooms.game").keys)
    broker.channel.queue_unbind("game.connection", "lie.events", "rooms.room_created")
    broker.make("chat.fault", QUORUM, "chat.message_posted")
    broker.make("their.own", QUORUM, "chat.message_posted")
    broker.channel.queue_bind("media.connection", "lie.events", "chat.message_posted")
    found = drifts()
    assert found[0] == "missing queue: game.commands"
    assert found[1].startswith(
        "other arguments: rooms.game (x-dead-letter-exchange is None, wanted lie.dead;"
    )
    assert found[2:] == [
        "missing binding: game.connection (lie.events, key rooms.room_created)",
        "extra binding: media.connection (lie.events, key chat.message_posted)",
        "extra queue: chat.fault (0 messages, 0 consumers)",
    ]


def subscription(queue: str) -> topology.Subscription:
    return next(s for s in registry.all_subscriptions() if s.queue == queue)


def test_by_amqp_alone_bindings_stay_unknown_and_that_is_said(stranger: Broker) -> None:
    stranger.channel.queue_unbind("game.connection", "lie.events", "rooms.room_created")
    code, lines = check()
    assert code == 0 and lines[0] == UNKNOWN


def test_by_amqp_alone_queues_and_their_arguments_are_seen(stranger: Broker) -> None:
    stranger.channel.queue_delete("game.commands")
    stranger.channel.queue_delete("rooms.game")
    stranger.make("rooms.game")
    stranger.make("chat.fault")
    found = drifts()
    assert found[0] == "missing queue: game.commands" and "inequivalent arg" in found[1]
    assert found[2:] == ["extra queue: chat.fault (0 messages, 0 consumers)"]


def test_looking_makes_nothing(stranger: Broker) -> None:
    stranger.channel.queue_delete("game.commands")
    check()
    assert drifts()[0] == "missing queue: game.commands"


@pytest.fixture
def api(rabbitmq: RabbitMQ) -> str:
    return management_api(rabbitmq)


def test_the_management_api_tells_everything(stranger: Broker, api: str, use: Use) -> None:
    use(broker_api_url=api)
    assert drifts() == []
    stranger.channel.queue_unbind("game.connection", "lie.events", "rooms.room_created")
    stranger.make("chat.fault")
    (binding, queue) = drifts()
    assert binding == "missing binding: game.connection (lie.events, key rooms.room_created)"
    assert queue.startswith("extra queue: chat.fault")


def test_an_api_that_does_not_answer_is_exit_2_and_says_no_password(broker: Broker, use: Use) -> None:
    use(broker_api_url=f"http://lie:hidden@127.0.0.1:{free_port()}", data_dir="/")
    with pytest.raises(CommandError, match="LIE_BROKER_API_URL does not answer") as caught:
        check()
    assert caught.value.returncode == 2 and "hidden" not in str(caught.value)


def test_a_broker_that_is_away_is_exit_2(use: Use) -> None:
    use(broker_url=f"amqp://127.0.0.1:{free_port()}//")
    with pytest.raises(CommandError, match="cannot be asked") as caught:
        check()
    assert caught.value.returncode == 2


# --- apply ---------------------------------------------------------------------------------------


def test_apply_mends_all_that_holds_no_message(broker: Broker) -> None:
    broker.channel.queue_delete("game.commands")
    broker.channel.queue_unbind("game.connection", "lie.events", "rooms.room_created")
    broker.channel.queue_bind("media.connection", "lie.events", "chat.message_posted")
    broker.make("chat.fault", QUORUM, "chat.message_posted")
    broker.channel.queue_delete("rooms.game")
    broker.make("rooms.game")
    code, lines = run("apply")
    assert code == 0 and "deleted queue chat.fault with 0 messages" in lines
    assert drifts() == []
    assert run("apply") == (0, ["There was nothing to do."])


def test_apply_never_touches_a_foreign_queue(broker: Broker) -> None:
    broker.make("their.own", QUORUM, "chat.message_posted")
    assert run("apply", "--drop") == (0, ["There was nothing to do."])
    assert broker.count("their.own") == 0


def test_an_old_queue_with_messages_stays_until_dropped(broker: Broker) -> None:
    broker.make("chat.fault", QUORUM, "chat.message_posted")
    broker.put("chat.fault", "one", "two")
    stays = "chat.fault stays: 2 messages that nobody will handle: delete them with --drop"
    assert run("apply") == (1, [stays])
    assert run("apply", "--drop") == (0, ["deleted queue chat.fault with 2 messages"])
    assert drifts() == []


def test_an_old_queue_that_is_still_consumed_stays(broker: Broker) -> None:
    broker.make("chat.fault")
    stays = "chat.fault stays: 1 workers consume it: stop that release, then apply again"
    with closing(Broker(broker.url)) as worker:
        worker.channel.basic_consume("chat.fault")
        assert run("apply") == (1, [stays])


def test_other_arguments_with_messages_stay_routed(broker: Broker) -> None:
    broker.channel.queue_delete("rooms.game")
    broker.make("rooms.game", QUORUM, *subscription("rooms.game").keys)
    broker.put("rooms.game", "one")
    code, lines = run("apply")
    assert code == 1 and broker.count("rooms.game") == 1
    assert [line for line in drifts() if "binding" in line] == []
    assert any("rooms.game stays: 1 messages" in line for line in lines)


@pytest.mark.parametrize("seen_by", ["rabbitmqctl", "amqp"])
def test_a_new_version_takes_over_what_lies_in_the_old_queue(
    broker: Broker, seen_by: str, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    if seen_by == "amqp":
        request.getfixturevalue("stranger")
    broker.put("game.commands", "one", "two", "three")
    monkeypatch.setitem(topology.VERSIONS, "subscriber", 2)
    code, lines = run("apply")
    assert code == 0
    assert "moved 3 messages from game.commands to game.commands.v2" in lines
    assert "deleted queue game.commands with 0 messages" in lines
    taken = broker.take("game.commands.v2")
    assert [(m.body, m.properties["message_id"], m.headers["h"]) for m in taken] == [
        (word, word, word) for word in ("one", "two", "three")
    ]
    code, lines = check()
    assert code == 0 and not any(line.startswith("extra") for line in lines)


@pytest.mark.parametrize("seen_by", ["rabbitmqctl", "amqp"])
def test_dead_letters_move_out_of_the_queue_that_had_the_exchanges_name(
    broker: Broker, seen_by: str, request: pytest.FixtureRequest
) -> None:
    if seen_by == "amqp":
        request.getfixturevalue("stranger")
    broker.make("lie.dead")
    broker.channel.queue_bind("lie.dead", "lie.dead", "#")
    broker.put("lie.dead", "one", "two")
    code, lines = run("apply")
    assert code == 0 and "moved 2 messages from lie.dead to lie.dead_letters" in lines
    assert [m.body for m in broker.take("lie.dead_letters")] == ["one", "two"]
    assert drifts() == []


def test_an_older_release_takes_them_back(broker: Broker, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(topology.VERSIONS, "subscriber", 2)
    run("apply")
    broker.put("game.commands.v2", "one")
    monkeypatch.setitem(topology.VERSIONS, "subscriber", 1)
    code, lines = run("apply")
    assert code == 0 and "moved 1 messages from game.commands.v2 to game.commands" in lines
    assert broker.count("game.commands") == 1 and drifts() == []


def test_an_old_stream_stays_for_its_readers(broker: Broker, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(topology.VERSIONS, "stream", 2)
    code, lines = run("apply")
    assert code == 1
    assert lines[-1] == "lie.log stays: a stream, maybe with readers outside: delete it with --drop"
    assert "lie.log stays" not in "".join(run("apply", "--drop")[1]) and drifts() == []


# --- diagram -------------------------------------------------------------------------------------


def test_the_diagram_has_every_queue() -> None:
    code, lines = run("diagram")
    assert code == 0 and lines[0] == "flowchart LR"
    for name in [s.queue for s in registry.all_subscriptions()] + ["lie.log", "lie.dead_letters"]:
        assert any(f"[({name})]" in line for line in lines)
