"""The side that makes the load: players that send recorded packets and count what comes, undecrypted."""

import asyncio
import time
from collections.abc import Callable, Sequence
from typing import Any

from aiortc import (
    RTCBundlePolicy,
    RTCConfiguration,
    RTCPeerConnection,
    RTCRtpSender,
    RTCSessionDescription,
    sdp,
)

from bench.forwarding.payloads import SECONDS, Packet
from media.sfu import patches
from media.sfu.offers import CODECS
from media.sfu.wire import Wire
from tests.integration.media.clients import renumbered

SLOTS = 9
RATES = {"audio": 48_000, "video": 90_000}


class Counting:
    """A wire's ears that only count."""

    def __init__(self) -> None:
        self.got = 0

    def on_rtp(self, packet: bytes) -> None: ...

    def on_rtcp(self, packets: bytes) -> None: ...


class Player:
    """One that sends a loop, at his own moment of it.

    ``apart``: with a connection to send and one to receive, as Janus wants it; else one does both."""

    def __init__(self, apart: bool = False) -> None:
        self.counting = Counting()
        self.sent = 0
        self.port = 0  # of the server, for what this player sends
        self._wire: Wire | None = None
        self._own: dict[str, tuple[int, int]] = {}  # kind -> SSRC and payload type
        mine, others = ["sendonly"], ["recvonly"] * SLOTS
        self._lines = [mine, others] if apart else [mine + others]
        self._connections: list[RTCPeerConnection] = []

    async def offers(self) -> list[str]:
        """One for each connection; the one that sends is first."""
        return [await self._offer(directions) for directions in self._lines]

    async def take(self, answers: Sequence[str]) -> None:
        """In the order of the offers; returns when all are connected."""
        self.port = sdp.SessionDescription.parse(answers[0]).media[0].port
        for connection, answer in zip(self._connections, answers, strict=True):
            await connection.setRemoteDescription(RTCSessionDescription(answer, "answer"))
        while any(each.connectionState != "connected" for each in self._connections):
            await asyncio.sleep(0.005)
        self._wire = patches.open_wire(self._connections[0], self.counting)
        for connection in self._connections:
            transport: Any = connection.getTransceivers()[0].receiver.transport
            for protocol in transport.transport._connection._protocols:
                protocol.datagram_received = self._counted(protocol.datagram_received)

    async def close(self) -> None:
        await asyncio.gather(*(connection.close() for connection in self._connections))

    def send(self, packet: Packet, number: int, lap: int) -> None:
        ssrc, payload_type = self._own[packet.kind]
        ticks = packet.timestamp + lap * SECONDS * RATES[packet.kind]
        marked = payload_type | (0x80 if packet.marker else 0)
        assert self._wire
        self._wire.send(0x80, marked, number & 0xFFFF, ticks & 0xFFFFFFFF, ssrc, packet.payload)
        self.sent += 1

    async def _offer(self, directions: list[str]) -> str:
        connection = RTCPeerConnection(
            RTCConfiguration(iceServers=[], bundlePolicy=RTCBundlePolicy.MAX_BUNDLE)
        )
        self._connections.append(connection)
        for direction in directions:
            for kind in ("audio", "video"):
                line = connection.addTransceiver(kind, direction=direction)
                codecs = RTCRtpSender.getCapabilities(kind).codecs
                line.setCodecPreferences([c for c in codecs if c.mimeType.lower() == CODECS[kind]])
                patches.silence(line)
        await connection.setLocalDescription(await connection.createOffer())
        text = connection.localDescription.sdp
        media = sdp.SessionDescription.parse(text).media
        types = {line.kind: line.rtp.codecs[0].payloadType or 0 for line in media}
        if directions[0] != "sendonly":
            return renumbered(text, types)  # Janus takes no others where it sends
        self._own = {line.kind: (line.ssrc[0].ssrc, types[line.kind]) for line in media[:2]}
        return text

    def _counted(self, others: Callable[[bytes, Any], None]) -> Callable[[bytes, Any], None]:
        counting = self.counting

        def datagram_received(data: bytes, addr: Any) -> None:
            if 127 < data[0] < 192:
                if not 192 <= data[1] <= 223:  # media, and not control
                    counting.got += 1
            else:
                others(data, addr)

        return datagram_received


async def play(players: Sequence[Player], packets: Sequence[Packet], stop: asyncio.Event) -> None:
    """Send until told to stop; players are spread over the loop, and each begins with its key frame."""
    await asyncio.gather(
        *(_play(player, packets, stop, at / len(players)) for at, player in enumerate(players))
    )


async def _play(player: Player, packets: Sequence[Packet], stop: asyncio.Event, shift: float) -> None:
    begun = time.monotonic() + shift
    numbers = {"audio": 0, "video": 0}
    lap = 0
    while True:
        for packet in packets:
            wait = begun + lap * SECONDS + packet.at - time.monotonic()
            if wait > 0.001:
                await asyncio.sleep(wait)
            if stop.is_set():
                return
            player.send(packet, numbers[packet.kind], lap)
            numbers[packet.kind] += 1
        lap += 1
