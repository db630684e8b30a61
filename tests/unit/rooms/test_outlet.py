"""Frames as they stand on the wire, and whose ``send`` is gone past."""

from functools import partial
from typing import Any

import pytest
from websockets.client import ClientProtocol
from websockets.frames import Frame as Parsed
from websockets.frames import Opcode
from websockets.protocol import State
from websockets.uri import parse_uri

from rooms.outlet import Frame, direct


@pytest.mark.parametrize("length", [0, 1, 125, 126, 127, 65_535, 65_536, 200_000])
def test_a_frame_is_framed_as_the_standard_has_it(length: int) -> None:
    client = ClientProtocol(parse_uri("ws://localhost/"), state=State.OPEN, max_size=None)
    client.receive_data(Frame(b"x" * length).wire)
    (parsed,) = client.events_received()
    assert isinstance(parsed, Parsed)
    assert (parsed.opcode, parsed.fin, bytes(parsed.data)) == (Opcode.TEXT, True, b"x" * length)


async def send(message: Any) -> None:
    raise NotImplementedError


class Daphne:
    """Another version: the names are there, but not what stands behind them."""

    __module__ = "daphne.server"

    async def handle_reply(self, protocol: Any, message: Any) -> None:
        raise NotImplementedError


class WebSocketsSansIOProtocol:
    scheme = "ws"

    async def send(self, message: Any) -> None:
        raise NotImplementedError


@pytest.mark.parametrize(
    "unknown",
    [send, partial(send), partial(send, object()), partial(Daphne().handle_reply, object()),
     WebSocketsSansIOProtocol().send, lambda message: send(message)],
)  # fmt: skip
def test_what_is_not_exactly_known_gets_the_portable_way(unknown: Any) -> None:
    assert direct(unknown) is None
