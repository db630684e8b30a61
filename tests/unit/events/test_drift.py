"""A broker's topology against ours, as values."""

from dataclasses import replace

import pytest

from events import registry
from events.broker.drift import Live, Seen, Wanted, What, compare, is_ours, wanted_queues
from events.broker.topology import EXCHANGES

CONCERNS = ("chat", "game", "patterns")
WANTED = wanted_queues(registry.all_subscriptions(), embedded=False)
LEVEL = Live(
    {exchange.name: exchange.type for exchange in EXCHANGES},
    {queue.name: Seen(0, 1, queue.arguments) for queue in WANTED},
    frozenset(binding for queue in WANTED for binding in queue.bindings),
)
GAME = next(queue for queue in WANTED if queue.name == "game.commands")


def lines(live: Live, wanted: list[Wanted] = WANTED) -> list[str]:
    return [str(drift) for drift in compare(wanted, live, CONCERNS)]


def seen(name: str, as_seen: Seen | None) -> Live:
    """The level broker with one queue otherwise, or (None) gone with its bindings."""
    if as_seen is not None:
        return replace(LEVEL, queues={**LEVEL.queues, name: as_seen})
    bindings = frozenset(binding for binding in LEVEL.bindings or () if binding[2] != name)
    return replace(LEVEL, queues={n: q for n, q in LEVEL.queues.items() if n != name}, bindings=bindings)


def bound(*, more: tuple[str, str, str] | None = None, less: tuple[str, str, str] | None = None) -> Live:
    assert LEVEL.bindings is not None
    return replace(LEVEL, bindings=(LEVEL.bindings | ({more} if more else set())) - {less})


def test_a_level_broker_has_no_drift() -> None:
    assert lines(LEVEL) == []


def test_a_queue_that_is_gone_is_said_once_and_not_for_each_binding() -> None:
    assert lines(seen("game.commands", None)) == ["missing queue: game.commands"]


def test_other_arguments_are_named() -> None:
    changed = Seen(0, 1, {**GAME.arguments, "x-delivery-limit": 5})
    assert lines(seen("game.commands", changed)) == [
        "other arguments: game.commands (x-delivery-limit is 5, wanted 20)"
    ]


def test_the_brokers_own_refusal_is_passed_on() -> None:
    assert lines(seen("game.commands", Seen(0, 1, refused="inequivalent arg"))) == [
        "other arguments: game.commands (inequivalent arg)"
    ]


def test_a_queue_that_nobody_consumes_is_told_with_its_messages() -> None:
    assert lines(seen("game.commands", Seen(7, 0, GAME.arguments))) == [
        "not consumed: game.commands (7 messages, 0 consumers)"
    ]


@pytest.mark.parametrize("name", ["lie.log", "lie.dead_letters"])
def test_nobody_has_to_consume_the_log_and_the_dead_letters(name: str) -> None:
    assert lines(seen(name, replace(LEVEL.queues[name], consumers=0))) == []


def test_a_missing_and_an_extra_binding_are_told() -> None:
    assert lines(bound(less=("lie.commands", "game.*", "game.commands"))) == [
        "missing binding: game.commands (lie.commands, key game.*)"
    ]
    assert lines(bound(more=("lie.events", "no.more", "game.commands"))) == [
        "extra binding: game.commands (lie.events, key no.more)"
    ]


def test_bindings_of_other_exchanges_and_queues_are_none_of_our_business() -> None:
    assert lines(bound(more=("theirs", "#", "game.commands"))) == []
    assert lines(bound(more=("lie.events", "game.vote_cast", "their.queue"))) == []


def test_without_knowledge_of_bindings_none_is_missing() -> None:
    assert lines(replace(LEVEL, bindings=None)) == []


def test_an_exchange_of_another_type_or_none_is_told() -> None:
    assert lines(replace(LEVEL, exchanges={**LEVEL.exchanges, "lie.dead": "fanout"})) == [
        "other type of exchange: lie.dead (fanout, wanted topic)"
    ]
    assert compare(WANTED, replace(LEVEL, exchanges={}), CONCERNS)[0].what is What.MISSING_EXCHANGE


@pytest.mark.parametrize("name", ["patterns.media", "game.commands.v2", "lie.dead_letters.v3"])
def test_old_and_newer_queues_of_ours_are_extra(name: str) -> None:
    assert lines(seen(name, Seen(3, 0))) == [f"extra queue: {name} (3 messages, 0 consumers)"]


@pytest.mark.parametrize(
    "name", ["celery", "shop.commands", "game", "game.board", "lie.x", "game.commands.vx"]
)
def test_a_foreign_queue_is_never_ours(name: str) -> None:
    assert not is_ours(name, CONCERNS) and lines(seen(name, Seen(3, 0))) == []


def test_redis_knows_no_stream_and_no_arguments() -> None:
    wanted = {queue.name: queue for queue in wanted_queues(registry.all_subscriptions(), embedded=True)}
    assert "lie.log" not in wanted and wanted["game.commands"].arguments == {}
