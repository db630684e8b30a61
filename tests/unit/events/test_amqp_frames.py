"""The frames of a message, read back by py-amqp."""

from typing import Any

import pytest
from amqp import Message, spec
from amqp.method_framing import frame_handler
from amqp.serialization import loads

from events.broker import amqp_frames


def published(body: bytes, frame_max: int = 131_072) -> tuple[Any, Message]:
    """The method's arguments and the content, as a broker would read them."""
    parts = amqp_frames.publish(7, frame_max, "lie.events", "game.vote_cast", "id-1", "lie.deliver", body)
    raw, read = b"".join(parts), list[Any]()

    class Reader:
        bytes_recv = 0

    handle = frame_handler(
        Reader(), lambda *got: read.append(got), content_methods=frozenset([spec.Basic.Publish])
    )
    while raw:
        type, channel, size = raw[0], int.from_bytes(raw[1:3], "big"), int.from_bytes(raw[3:7], "big")
        assert raw[7 + size] == 0xCE and size + 8 <= frame_max
        handle((type, channel, raw[7 : 7 + size]))
        raw = raw[8 + size :]
    ((channel, method, arguments, content),) = read
    assert (channel, method) == (7, spec.Basic.Publish)
    return loads("Bssb", arguments, 4)[0], content


def test_it_is_read_as_it_was_meant() -> None:
    arguments, content = published(b'{"a": 1}')
    assert arguments == [0, "lie.events", "game.vote_cast", True]
    assert content.body == b'{"a": 1}'
    assert content.properties == {
        "content_type": "application/cloudevents+json",
        "content_encoding": "utf-8",
        "application_headers": {"task": "lie.deliver", "id": "id-1"},
        "delivery_mode": 2,
        "message_id": "id-1",
    }


@pytest.mark.parametrize("size", [0, 1, 4088, 4089, 10_000])
def test_a_long_body_is_cut_into_frames(size: int) -> None:
    body = b"x" * size
    _, content = published(body, frame_max=4096)
    assert (content.body or b"") == body


def test_a_name_too_long_for_amqp_is_refused() -> None:
    with pytest.raises(ValueError):
        amqp_frames.publish(1, 4096, "", "k" * 256, "id", "task", b"")
