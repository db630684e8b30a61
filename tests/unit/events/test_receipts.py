"""What is said to the broker of messages that were handled."""

from dataclasses import dataclass, field
from typing import Any

import pytest
from kombu.transport import virtual

from events.delivery.receipts import Receipts


@dataclass
class Channel:
    said: list[str] = field(default_factory=list)


@dataclass
class Message:
    """Numbers of the broker as kombu gives them."""

    delivery_tag: int
    channel: Any

    def ack(self, multiple: bool = False) -> None:
        self.channel.said.append(f"{'up to' if multiple else 'only'} {self.delivery_tag}")

    def reject(self) -> None:
        self.channel.said.append(f"not {self.delivery_tag}")


@pytest.fixture
def messages() -> list[Message]:
    channel = Channel()
    return [Message(tag, channel) for tag in range(1, 7)]


@pytest.fixture
def receipts(messages: list[Message]) -> Receipts:
    made = Receipts((ConnectionError,))
    for message in messages:
        made.opened(message)
    return made


def test_one_word_is_enough_for_all_in_a_row(receipts: Receipts, messages: list[Message]) -> None:
    receipts.settle(messages[:4])
    assert messages[0].channel.said == ["up to 4"]


def test_nothing_is_said_of_what_is_still_in_hand(receipts: Receipts, messages: list[Message]) -> None:
    one, two, three, four, five, six = messages
    receipts.settle([three, two, five])
    assert one.channel.said == ["only 3", "only 2", "only 5"]
    receipts.settle([one, four])
    assert one.channel.said[3:] == ["up to 4"]


def test_the_rejected_are_named_and_stand_in_nobodys_way(receipts: Receipts, messages: list[Message]) -> None:
    receipts.settle([messages[0], messages[2]], rejected=[messages[1]])
    assert messages[0].channel.said == ["not 2", "up to 3"]


def test_messages_are_settled_once(receipts: Receipts, messages: list[Message]) -> None:
    receipts.settle(messages)
    receipts.settle(messages)
    assert messages[0].channel.said == ["up to 6"]


def test_the_embedded_transport_is_told_of_each(receipts: Receipts, messages: list[Message]) -> None:
    class Embedded(virtual.Channel):
        def __init__(self) -> None:
            self.said: list[str] = []

        def __del__(self) -> None: ...

    channel = Embedded()
    for message in messages:
        message.channel = channel
    receipts.settle(messages[:2])
    assert channel.said == ["only 1", "only 2"]


def test_a_lost_connection_is_no_error(receipts: Receipts, messages: list[Message]) -> None:
    def broken(multiple: bool = False) -> None:
        raise ConnectionResetError

    messages[0].ack = broken  # type: ignore[method-assign]
    receipts.settle(messages[:1])
