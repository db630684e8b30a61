"""How a frame leaves the process: straight to the server's transport, or through ASGI.

Through ASGI each frame of each socket costs a dictionary, a task's wake-up and the server's own framing.
But a server's text frame is the same bytes for every socket (RFC 6455, section 5.2: only clients mask), so
it is framed once and the bytes are handed to each transport, from the task that received them.  For that we
reach for what is private to daphne and uvicorn.  Whatever is not exactly as known here (another server, a
middleware around ``send``, TLS, compression) gets the portable way: ``direct`` says None.
"""

import contextlib
import socket
from collections.abc import Awaitable, Callable
from functools import cached_property, partial
from typing import Any, Protocol

Send = Callable[[dict[str, Any]], Awaitable[None]]

UNHEARD = 30_000  # milliseconds in which a peer may take nothing before the kernel gives its connection up
CLOSING = 5.0  # seconds for a peer to answer a close frame
FLOOD = 4008  # after this nothing more is read, not even the answer


class Frame:
    """A text frame, or several that go together, on the way to any number of sockets.

    ``is_cosmetic``: it may be left out."""

    def __init__(self, *texts: bytes, is_cosmetic: bool = False) -> None:
        self.texts, self.is_cosmetic = texts, is_cosmetic

    @cached_property
    def wire(self) -> bytes:
        """As they stand on the wire: final text frames, unmasked (RFC 6455, section 5.2)."""
        return b"".join([part for text in self.texts for part in (_head(len(text)), text)])

    @cached_property
    def size(self) -> int:
        """Bytes of the texts."""
        return sum(map(len, self.texts))


def _head(length: int) -> bytes:
    if length < 126:
        return bytes((0x81, length))
    if length < 65_536:
        return b"\x81\x7e" + length.to_bytes(2, "big")
    return b"\x81\x7f" + length.to_bytes(8, "big")


class Outlet(Protocol):
    """A transport that takes bytes at once."""

    def write(self, wire: bytes) -> int:
        """Hand over, never wait; how many bytes the peer has not taken yet.

        A connection that is ending takes nothing, and does not complain."""

    def waiting(self) -> int:
        """Bytes that the peer has not taken yet."""

    def close(self, code: int) -> None:
        """Close with this code, whatever the server itself would say."""


class TwistedOutlet:
    """daphne: past the reactor's buffer when that is empty, which spares a round of its loop."""

    __slots__ = ("_protocol", "_socket", "_transport")

    def __init__(self, protocol: Any) -> None:
        self._protocol = protocol
        self._transport = protocol.transport
        self._socket = protocol.transport.socket

    def write(self, wire: bytes) -> int:
        transport = self._transport
        if self._protocol.state != self._protocol.STATE_OPEN or transport.disconnecting:
            return 0
        if transport.dataBuffer or transport._tempDataLen:
            transport.write(wire)
            return self.waiting()
        try:
            sent = self._socket.send(wire)
        except OSError:  # full, or gone: the transport waits, or notices
            sent = 0
        if sent == len(wire):
            return 0
        transport.write(wire[sent:])
        return self.waiting()

    def waiting(self) -> int:
        transport = self._transport
        waiting: int = len(transport.dataBuffer) - transport.offset + transport._tempDataLen
        return waiting

    def close(self, code: int) -> None:
        if code == FLOOD:
            self._transport.pauseProducing()
        self._protocol.closeHandshakeTimeout = CLOSING
        self._protocol.sendCloseFrame(code=code)  # sendClose takes none of RFC 6455's own codes but 1000


class AsyncioOutlet:
    """uvicorn with ``--ws websockets-sansio``: an asyncio transport writes at once when it can."""

    __slots__ = ("_protocol", "_transport")

    def __init__(self, protocol: Any) -> None:
        self._protocol = protocol
        self._transport = protocol.transport

    def write(self, wire: bytes) -> int:
        if self._protocol.close_sent or self._transport.is_closing():
            return 0
        self._transport.write(wire)
        return self.waiting()

    def waiting(self) -> int:
        return int(self._transport.get_write_buffer_size())

    def close(self, code: int) -> None:
        """The server itself would say it only once the peer has read what waits: from one who does not
        read it would never part."""
        protocol, transport = self._protocol, self._transport
        if protocol.close_sent or transport.is_closing():
            return
        protocol.conn.send_close(code)
        transport.write(b"".join(protocol.conn.data_to_send()))
        protocol.close_sent = True
        if code == FLOOD:
            transport.pause_reading()
        elif protocol.read_paused:  # else the answer would not be seen
            transport.resume_reading()
        protocol.read_paused = False
        protocol.close_timer = protocol.loop.call_later(CLOSING, transport.abort)


def direct(send: Send) -> Outlet | None:
    """The outlet under an ASGI ``send``; None when it is not one of those known here."""
    try:
        return _daphne(send) or _uvicorn(send)
    except (AttributeError, TypeError, ValueError):  # another version: the names have changed
        return None


def daphnes_protocol(send: Any) -> Any:
    """The connection under daphne's ``send``; None when it is another's."""
    if not isinstance(send, partial) or len(send.args) != 1:
        return None
    server = getattr(send.func, "__self__", None)
    return send.args[0] if type(server).__module__ == "daphne.server" else None


def _daphne(send: Any) -> Outlet | None:
    protocol = daphnes_protocol(send)
    if protocol is None:
        return None
    if protocol.transport.__class__.__module__ not in ("twisted.internet.tcp", "twisted.internet.unix"):
        return None  # TLS
    if protocol.websocket_extensions_in_use:
        return None
    outlet = TwistedOutlet(protocol)
    outlet.waiting()  # raises when a name is missing
    _bound_silence(protocol.transport.socket)
    return outlet


def _uvicorn(send: Any) -> Outlet | None:
    protocol: Any = getattr(send, "__self__", None)
    if type(protocol).__name__ != "WebSocketsSansIOProtocol" or protocol.scheme != "ws":
        return None
    if protocol.conn.extensions or protocol.close_sent:
        return None
    outlet = AsyncioOutlet(protocol)
    outlet.waiting()
    _bound_silence(protocol.transport.get_extra_info("socket"))
    return outlet


def _bound_silence(connection: Any) -> None:
    """A peer that is gone without a word holds its connection, and so its seat, for a quarter of an hour
    otherwise.  The beats see to it that something is always on its way."""
    with contextlib.suppress(OSError, AttributeError):  # a Unix socket, or not Linux
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, UNHEARD)
