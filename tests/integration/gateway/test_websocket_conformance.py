"""RFC 6455 from bare bytes, on both servers: who breaks it loses his connection, and nothing is thrown."""

import os
import secrets
import socket
import struct
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from lie_project.launcher.ports import LOOPBACK
from tests.integration.gateway.webs import ROOM, Web, raw_socket, running_web, ticket

CONTINUED, TEXT, BINARY, CLOSE, PING, PONG = 0x0, 0x1, 0x2, 0x8, 0x9, 0xA
END, RSV1 = 0x80, 0x40
PROTOCOL, NOT_UTF8, TOO_LARGE = 1002, 1007, 1009
PING_FRAME = b'{"id":"frame-0001","type":"ping"}'
UNCAUGHT = (
    "Unhandled",  # Twisted
    "Exception inside application",  # daphne
    "Exception in ASGI application",  # uvicorn
    "exception was never retrieved",  # asyncio
    "Exception in callback",
)


def frame(
    first: int, payload: bytes = b"", *, mask: bytes | None = b"\x01\x02\x03\x04", length: int = -1
) -> bytes:
    """One frame of a client; ``length``: what it says of itself, if not the truth."""
    size = len(payload) if length < 0 else length
    masked = 0 if mask is None else 0x80
    if size < 126:
        head = bytes((first, masked | size))
    elif size < 1 << 16:
        head = struct.pack("!BBH", first, masked | 126, size)
    else:
        head = struct.pack("!BBQ", first, masked | 127, size)
    if mask is None:
        return head + payload
    return head + mask + bytes(byte ^ mask[at % 4] for at, byte in enumerate(payload))


def closing(code: int, reason: bytes = b"") -> bytes:
    return frame(END | CLOSE, struct.pack("!H", code) + reason)


WRONG: dict[str, tuple[bytes, set[int]]] = {
    "unmasked": (frame(END | TEXT, PING_FRAME, mask=None), {PROTOCOL}),
    "unmasked and empty": (frame(END | TEXT, mask=None), {PROTOCOL}),
    **{f"opcode {code}": (frame(END | code, b"x"), {PROTOCOL}) for code in (3, 7, 0xB, 0xF)},
    "reserved bit": (frame(END | RSV1 | TEXT, b"x"), {PROTOCOL}),
    "ping in parts": (frame(PING, b"x"), {PROTOCOL}),
    "ping of 126 bytes": (frame(END | PING, b"x" * 126), {PROTOCOL}),
    "close of one byte": (frame(END | CLOSE, b"\x03"), {PROTOCOL}),
    **{
        f"close with {code}": (closing(code), {PROTOCOL})
        for code in (0, 999, 1004, 1005, 1006, 1015, 2999, 65535)
    },
    "close with bad words": (closing(1000, b"\xff"), {NOT_UTF8, PROTOCOL}),
    "goes on with nothing": (frame(END | CONTINUED, b"x"), {PROTOCOL}),
    "begins twice": (frame(TEXT, b"x") + frame(END | TEXT, b"y"), {PROTOCOL}),
    "no UTF-8": (frame(END | TEXT, b"\xc3\x28"), {NOT_UTF8}),
    "a surrogate": (frame(END | TEXT, b"\xed\xa0\x80"), {NOT_UTF8}),
    "cut off letter at the end": (frame(TEXT, b"\xe2\x82") + frame(END | CONTINUED, b""), {NOT_UTF8}),
    "a length beyond all sense": (frame(END | TEXT, length=1 << 40), {TOO_LARGE, PROTOCOL}),
    "a negative length": (
        struct.pack("!BBQ", END | TEXT, 0x80 | 127, (1 << 64) - 1) + bytes(4),
        {TOO_LARGE, PROTOCOL},
    ),
}
RIGHT: dict[str, bytes] = {
    "in parts": frame(TEXT, PING_FRAME[:9])
    + frame(CONTINUED, PING_FRAME[9:20])
    + frame(END | CONTINUED, PING_FRAME[20:]),
    "with a ping between its parts": frame(TEXT, PING_FRAME[:9])
    + frame(END | PING, b"hi")
    + frame(END | CONTINUED, PING_FRAME[9:]),
    "with empty parts": frame(TEXT) + frame(CONTINUED) + frame(END | CONTINUED, PING_FRAME),
    "byte by byte in parts": b"".join(
        frame(CONTINUED if at else TEXT, PING_FRAME[at : at + 1]) for at in range(33)
    )
    + frame(END | CONTINUED),
    "after a pong that nobody asked for": frame(END | PONG, b"x") + frame(END | TEXT, PING_FRAME),
    "masked with zeros": frame(END | TEXT, PING_FRAME, mask=bytes(4)),
}


@pytest.fixture(scope="module")
def log(asgi: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("log") / f"{asgi}.txt"


@pytest.fixture(scope="module")
def web(asgi: str, log: Path, valkey_url: str) -> Iterator[Web]:
    """One that writes down what it says."""
    with open(log, "wb") as output, running_web(asgi, output=output) as made:
        yield made


def heard(made: socket.socket) -> Iterator[tuple[int, bytes]]:
    """Frames of the server, until it hangs up."""
    made.settimeout(30)
    with made.makefile("rb") as stream, suppress(ConnectionError):
        while len(head := stream.read(2)) == 2:
            size = head[1] & 0x7F
            if size == 126:
                size = int.from_bytes(stream.read(2))
            elif size == 127:
                size = int.from_bytes(stream.read(8))
            yield head[0] & 0x0F, stream.read(size)


def stranger() -> str:
    """Somebody new: one whose line was cut may still be on his way in, and would be his own newer tab."""
    return f"mallory{secrets.randbits(32)}"


def code_after(web: Web, sent: bytes) -> int | None:
    """With which code the server closes; None: without one, the line is cut."""
    with raw_socket(web, ROOM, stranger()) as made:
        made.sendall(sent)
        for opcode, payload in heard(made):
            if opcode == CLOSE:
                return int.from_bytes(payload[:2]) if payload else None
    return None


def is_answered(web: Web, sent: bytes) -> bool:
    with raw_socket(web, ROOM, "alice") as made:
        made.sendall(sent)
        return any(opcode == TEXT and b'"pong"' in payload for opcode, payload in heard(made))


@pytest.mark.parametrize("name", WRONG)
def test_what_breaks_the_protocol_is_closed_with_the_code_for_it(web: Web, name: str) -> None:
    sent, codes = WRONG[name]
    assert code_after(web, sent) in codes | ({None} if web.asgi == "daphne" else set())


@pytest.mark.parametrize("name", RIGHT)
def test_what_keeps_the_protocol_is_answered(web: Web, name: str) -> None:
    assert is_answered(web, RIGHT[name])


@pytest.mark.parametrize("code", [1000, 1001, 3000, 4999])
def test_a_goodbye_is_answered(web: Web, code: int) -> None:
    assert code_after(web, closing(code, "안녕".encode())) in (code, 1000)  # daphne always says 1000


HANDSHAKES = {
    "no key": "Sec-WebSocket-Version: 13",
    "a bad key": "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: x",
    "an old version": "Sec-WebSocket-Version: 7\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
    "no version": "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
    "two keys": "Sec-WebSocket-Version: 13" + "\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==" * 2,
    "bytes": "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: \xff\xfe",
}


@pytest.mark.parametrize("name", HANDSHAKES)
def test_a_bad_handshake_opens_nothing(web: Web, name: str) -> None:
    lines = [
        f"GET /ws/rooms/{ROOM}/ HTTP/1.1\r\nHost: {LOOPBACK}:{web.port}\r\nOrigin: {web.url}",
        f"Connection: Upgrade\r\nUpgrade: websocket\r\n{HANDSHAKES[name]}",
        f"Sec-WebSocket-Protocol: lie.v1, {ticket('mallory')}\r\n\r\n",
    ]
    with socket.create_connection((LOOPBACK, web.port)) as made:
        made.settimeout(30)
        made.sendall("\r\n".join(lines).encode("latin-1"))
        assert b" 101 " not in made.recv(4096).partition(b"\r\n")[0]


def test_after_noise_it_serves_as_before_and_has_thrown_nothing(web: Web, log: Path) -> None:
    for _ in range(100):
        with raw_socket(web, ROOM, "mallory") as made, suppress(ConnectionError):
            made.sendall(os.urandom(200))
    assert is_answered(web, frame(END | TEXT, PING_FRAME))
    said = log.read_text(encoding="utf-8", errors="replace")
    assert not [line for line in said.splitlines() if any(mark in line for mark in UNCAUGHT)], said[-3000:]
