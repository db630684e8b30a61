"""Everything that reaches into aiortc and its libraries, in one place.

aiortc decodes and encodes; forwarding raw packets is outside its aims.  So its senders and receivers never
start, and packets are taken where they are decrypted and given where they are encrypted, in one of two ways:

direct    past aioice's queue and aiortc's data pump on the way in, through libsrtp on a buffer of our own on
          the way out.  Needs the names below; they are tried out once, at the start.
portable  through methods of aiortc, per instance: twice the work for each packet.

``way()`` says which of them this process uses.  SRTP: RFC 3711; its keys come from DTLS, RFC 5764.
"""

import asyncio
import contextlib
import logging
import re
from collections.abc import Callable, Sequence
from functools import cache
from itertools import cycle, islice
from typing import Any

import aiortc
from aioice import ice, stun
from aiortc import RTCPeerConnection, RTCRtpTransceiver

from media.sfu.packet import HEADER, LARGEST, is_rtcp
from media.sfu.wire import Ears, Wire

logger = logging.getLogger(__name__)

KNOWN = "1.16."  # of aiortc: what the direct way was written for
BUFFER = 2048  # bytes: a packet and the trailer that SRTP adds
WAITING = 256  # packets of the portable way that wait for their turn
_CANDIDATE = re.compile(r"(?m)^(a=candidate:\S+ \d+ \S+ \d+ )(\S+) ")

Address = tuple[Any, ...]


_public: dict[str, str] = {}  # own address -> the one that browsers know


def use_addresses(addresses: Sequence[str]) -> None:
    """Offer these addresses of this machine to browsers, the loopback one too, and no others.

    ``own=public``: a router gives browsers' packets for the public address to our own one."""
    pairs = [address.partition("=") for address in addresses]
    _public.clear()
    _public.update({own: public for own, _, public in pairs if public})
    owned = [own for own, _, _ in pairs]

    def chosen(use_ipv4: bool, use_ipv6: bool) -> list[str]:
        return [each for each in owned if (use_ipv6 if ":" in each else use_ipv4)]

    ice.get_host_addresses = chosen


def announced(text: str) -> str:
    """A description with the addresses that browsers know instead of our own."""
    return _CANDIDATE.sub(lambda found: f"{found[1]}{_public.get(found[2], found[2])} ", text)


def use_ports(loop: Any, low: int, high: int) -> None:
    """Bind UDP sockets of this loop to ports of a range, both ends included; each is tried until one is free.

    aioice asks for any port and has no setting for it."""
    bind = loop.create_datagram_endpoint
    ports = cycle(range(low, high + 1))

    async def bound(factory: Any, local_addr: Address | None = None, **others: Any) -> Any:
        if local_addr is None or local_addr[1] != 0:
            return await bind(factory, local_addr=local_addr, **others)
        for port in islice(ports, high + 1 - low):
            with contextlib.suppress(OSError):
                return await bind(factory, local_addr=(local_addr[0], port), **others)
        raise OSError("all ports for video and voice are in use")

    loop.create_datagram_endpoint = bound


@cache
def shut_out_strangers() -> None:
    """Who has not been found by a check of ICE (RFC 8445 section 7.3) is heard for such checks alone.

    aioice hands on whatever comes to a port.  There an empty datagram ends aiortc's transport, and with it a
    player's video; garbage waits without limit for a handshake that is to come, or is fed to OpenSSL."""
    protocol: Any = ice.StunProtocol
    received = protocol.datagram_received

    def datagram_received(self: Any, data: bytes, addr: Address) -> None:
        if data and (_is_check(data) if data[0] < 4 else _is_known(self.receiver, addr)):
            received(self, data, addr)

    protocol.datagram_received = datagram_received


def _is_check(data: bytes) -> bool:
    """STUN that can be read: RFC 8489 section 5.  The parser stumbles over some of what strangers send."""
    if len(data) < stun.HEADER_LENGTH or int.from_bytes(data[4:8]) != stun.COOKIE:
        return False
    try:
        return stun.parse_message(data) is not None
    except Exception:
        return False


def _is_known(connection: Any, addr: Address) -> bool:
    pairs = getattr(connection, "_check_list", None)
    return pairs is None or any(pair.remote_addr == addr[:2] for pair in pairs)


def silence(transceiver: RTCRtpTransceiver) -> None:
    """Keep aiortc's own loops and decoder threads of this transceiver from ever starting."""

    async def nothing(parameters: Any) -> None: ...

    vars(transceiver.sender)["send"] = vars(transceiver.receiver)["receive"] = nothing


def open_wire(connection: RTCPeerConnection, ears: Ears) -> Wire:
    """Take over the media of a connection that is connected."""
    transport = connection.getTransceivers()[0].receiver.transport
    if way() == "direct":
        with contextlib.suppress(AttributeError, TypeError):
            return DirectWire(transport, ears)
    return PortableWire(connection, transport, ears)


@cache
def way() -> str:
    """``direct`` when all that it reaches for is as it was written for, else ``portable``."""
    if aiortc.__version__.startswith(KNOWN) and _works():
        return "direct"
    logger.warning("aiortc %s: packets take the portable way, at twice the work", aiortc.__version__)
    return "portable"


def _works() -> bool:
    """Encrypt as the direct way does, decrypt as the library does, and look for the names."""
    try:
        from pylibsrtp import Policy, Session

        key = bytes(range(30))
        plain = HEADER.pack(0x80, 96, 7, 8, 9) + b"lie"
        sealed = Crypt(Session(Policy(key, Policy.SSRC_ANY_OUTBOUND))).protect(0x80, 96, 7, 8, 9, b"lie")
        opened = Session(Policy(key, Policy.SSRC_ANY_INBOUND)).unprotect(sealed or b"")
        connection = ice.Connection(ice_controlling=False)
        names = connection._nominated, connection._protocols, ice.StunProtocol.datagram_received
        return opened == plain and all(name is not None for name in names)
    except Exception:  # whatever another version does
        return False


class Crypt:
    """libsrtp on a buffer that is used again and again.  One thread only."""

    def __init__(self, session: Any) -> None:
        from pylibsrtp._binding import ffi, lib  # type: ignore[import-not-found]

        self._session, self._keep = session._srtp[0], session
        self._lib = lib
        self._data = ffi.new("char[]", BUFFER)
        self._buffer = ffi.buffer(self._data)
        self._length = ffi.new("int *")

    def protect(
        self, flags: int, marked_type: int, sequence: int, timestamp: int, ssrc: int, payload: bytes
    ) -> bytes | None:
        """Header and payload as one SRTP packet; None when libsrtp does not want it."""
        size = HEADER.size + len(payload)
        if size > LARGEST:
            return None
        HEADER.pack_into(self._buffer, 0, flags, marked_type, sequence, timestamp, ssrc)
        self._buffer[HEADER.size : size] = payload
        self._length[0] = size
        if self._lib.srtp_protect(self._session, self._data, self._length):
            return None
        sealed: bytes = self._buffer[: self._length[0]]  # a copy
        return sealed

    def unprotect(self, datagram: bytes) -> bytes | None:
        """The RTP packet inside; None for what is not authentic, comes twice, or is too large."""
        return self._opened(self._lib.srtp_unprotect, datagram)

    def unprotect_rtcp(self, datagram: bytes) -> bytes | None:
        return self._opened(self._lib.srtp_unprotect_rtcp, datagram)

    def _opened(self, function: Any, datagram: bytes) -> bytes | None:
        size = len(datagram)
        if size > LARGEST:
            return None
        self._buffer[0:size] = datagram
        self._length[0] = size
        if function(self._session, self._data, self._length):
            return None
        plain: bytes = self._buffer[: self._length[0]]  # a copy
        return plain


class DirectWire:
    """Datagrams straight to and from the socket that ICE has chosen."""

    def __init__(self, transport: Any, ears: Ears) -> None:
        """Raises AttributeError or TypeError when something is not as expected; then nothing is changed."""
        self._ice = transport.transport._connection
        self._out, self._in = Crypt(transport._tx_srtp), Crypt(transport._rx_srtp)
        self._protect, self._nominated = self._out.protect, self._ice._nominated
        self._control = transport._tx_srtp
        self._ears = ears
        self._pair: Any = None
        self._route()
        for protocol in self._ice._protocols:
            protocol.datagram_received = self._receiver(protocol.datagram_received)

    def send(
        self, flags: int, marked_type: int, sequence: int, timestamp: int, ssrc: int, payload: bytes
    ) -> bool:
        datagram = self._protect(flags, marked_type, sequence, timestamp, ssrc, payload)
        return datagram is not None and self._put(datagram)

    def send_rtcp(self, packets: bytes) -> bool:
        return self._put(self._control.protect_rtcp(packets))

    def _put(self, datagram: bytes) -> bool:
        if self._nominated.get(1) is not self._pair:
            self._route()
        if self._closing():
            return False
        try:
            self._socket.sendto(datagram, self._address)
        except OSError:  # the way is gone; ICE will notice
            return False
        return True

    def _route(self) -> None:
        """Where ICE sends now: the browser may choose another pair at any time (RFC 8445 section 8.1.1)."""
        self._pair = self._ice._nominated.get(1)
        self._socket: Any = self._pair.protocol.transport if self._pair else None
        self._closing: Callable[[], bool] = self._socket.is_closing if self._socket else lambda: True
        self._address: Address = self._pair.remote_addr if self._pair else ()

    def _receiver(self, others: Callable[[bytes, Address], None]) -> Callable[[bytes, Address], None]:
        """Media is told from DTLS and STUN by its first byte: RFC 7983 section 7."""

        def datagram_received(data: bytes, addr: Address) -> None:
            if data and 127 < data[0] < 192:
                self._take(data)
            else:
                others(data, addr)

        return datagram_received

    def _take(self, data: bytes) -> None:
        if is_rtcp(data):
            packets = self._in.unprotect_rtcp(data)
            if packets is not None:
                self._ears.on_rtcp(packets)
        else:
            packet = self._in.unprotect(data)
            if packet is not None:
                self._ears.on_rtp(packet)


class PortableWire:
    """Through aiortc's transport: it decrypts, and encrypts what a task of ours hands it."""

    def __init__(self, connection: RTCPeerConnection, transport: Any, ears: Ears) -> None:
        self._transport = transport

        async def on_rtp(data: bytes, arrival_time_ms: int) -> None:
            ears.on_rtp(data)

        async def on_rtcp(data: bytes) -> None:
            ears.on_rtcp(data)

        transport._handle_rtp_data, transport._handle_rtcp_data = on_rtp, on_rtcp
        self._waiting: asyncio.Queue[bytes] = asyncio.Queue(WAITING)
        self._task = asyncio.create_task(self._run())
        connection.on("connectionstatechange", lambda: self._task.cancel() if _ended(connection) else None)

    def send(
        self, flags: int, marked_type: int, sequence: int, timestamp: int, ssrc: int, payload: bytes
    ) -> bool:
        return self.send_rtcp(HEADER.pack(flags, marked_type, sequence, timestamp, ssrc) + payload)

    def send_rtcp(self, packets: bytes) -> bool:
        if self._waiting.full() or self._task.done() or len(packets) > LARGEST - 150:
            return False
        self._waiting.put_nowait(packets)
        return True

    async def _run(self) -> None:
        with contextlib.suppress(ConnectionError):
            while True:
                await self._transport._send_rtp(await self._waiting.get())


def _ended(connection: RTCPeerConnection) -> bool:
    return connection.connectionState in ("closed", "failed")
