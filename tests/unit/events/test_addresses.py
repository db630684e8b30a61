"""Several nodes in one LIE_BROKER_URL."""

from events.broker.addresses import addresses, rotated

THREE = "amqp://a//;amqp://b//;amqp://c//"


def test_every_address_comes_first_in_its_turn() -> None:
    firsts = [addresses(rotated(THREE, turns))[0] for turns in range(4)]
    assert firsts == ["amqp://a//", "amqp://b//", "amqp://c//", "amqp://a//"]


def test_a_turn_leaves_no_address_out() -> None:
    assert all(sorted(addresses(rotated(THREE, turns))) == addresses(THREE) for turns in range(3))


def test_one_address_stays_as_it_is() -> None:
    assert rotated("redis://:p@127.0.0.1/1", 7) == "redis://:p@127.0.0.1/1"
