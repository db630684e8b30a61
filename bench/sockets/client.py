"""A WebSocket client that costs little: text frames only, none fragmented (RFC 6455, 4.1 and 5.2)."""

import asyncio
import base64
import os
from collections.abc import Callable
from typing import cast

OnText = Callable[[bytes], None]


class Client(asyncio.Protocol):
    """One connection.  ``on_text`` gets the payload of each text frame."""

    def __init__(self, host: str, path: str, headers: dict[str, str], on_text: OnText) -> None:
        self._request = _handshake(host, path, headers)
        self._on_text = on_text
        self._buffer = b""
        self.opened: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.closed: int | None = None  # code of the server's close frame; 0 when it just went

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast(asyncio.Transport, transport)  # uvloop's is no subclass of it
        self.transport.write(self._request)

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        if not self.opened.done():
            head, found, rest = self._buffer.partition(b"\r\n\r\n")
            if not found:
                return
            if not head.startswith(b"HTTP/1.1 101"):
                self.opened.set_exception(ConnectionError(head.split(b"\r\n")[0].decode()))
                return
            self._buffer = rest
            self.opened.set_result(None)
        self._take_frames()

    def connection_lost(self, error: Exception | None) -> None:
        if self.closed is None:
            self.closed = 0
        if not self.opened.done():
            self.opened.set_exception(ConnectionError("closed in the handshake"))

    def send(self, text: bytes) -> None:
        """A masked text frame; the mask is zero, which the RFC allows and servers do not mind."""
        length = len(text)
        size = bytes((0x80 | length,)) if length < 126 else b"\xfe" + length.to_bytes(2, "big")
        self.transport.write(b"\x81" + size + b"\0\0\0\0" + text)

    def _take_frames(self) -> None:
        buffer, at = self._buffer, 0
        while len(buffer) - at >= 2:
            length, start = buffer[at + 1] & 0x7F, at + 2
            if length == 126:
                length, start = int.from_bytes(buffer[at + 2 : at + 4], "big"), at + 4
            elif length == 127:
                length, start = int.from_bytes(buffer[at + 2 : at + 10], "big"), at + 10
            end = start + length
            if end > len(buffer) or start > len(buffer):
                break
            self._take(buffer[at] & 0x0F, buffer[start:end])
            at = end
        self._buffer = buffer[at:]

    def _take(self, opcode: int, payload: bytes) -> None:
        if opcode == 1:
            self._on_text(payload)
        elif opcode == 8:
            self.closed = int.from_bytes(payload[:2], "big")
            self.transport.close()
        elif opcode == 9:  # ping
            self.transport.write(b"\x8a" + bytes((0x80 | len(payload),)) + b"\0\0\0\0" + payload)


def _handshake(host: str, path: str, headers: dict[str, str]) -> bytes:
    lines = [
        f"GET {path} HTTP/1.1",
        f"Host: {host}",
        "Upgrade: websocket",
        "Connection: Upgrade",
        f"Sec-WebSocket-Key: {base64.b64encode(os.urandom(16)).decode()}",
        "Sec-WebSocket-Version: 13",
        *(f"{name}: {value}" for name, value in headers.items()),
    ]
    return ("\r\n".join(lines) + "\r\n\r\n").encode()
