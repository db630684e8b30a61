"""The side that makes the load: players that send recorded packets and count what comes, undecrypted."""

import asyncio
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
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

SLOTS = 9
RATES = {"audio": 48_000, "video": 90_000}


class Counting:
    """A wire's ears that only count."""

    def __init__(self) -> None:
        self.got = 0

    def on_rtp(self, packet: bytes) -> None: ...

    def on_rtcp(self, packets: bytes) -> None: ...


@dataclass
class Player:
    """One that sends a loop, at his own moment of it."""

    connection: RTCPeerConnection = field(init=False)
    counting: Counting = field(default_factory=Counting)
    sent: int = 0
    wire: Wire | None = None
    port: int = 0  # of the server, for this player

    async def offer(self) -> str:
        self.connection = RTCPeerConnection(
            RTCConfiguration(iceServers=[], bundlePolicy=RTCBundlePolicy.MAX_BUNDLE)
        )
        for direction in ("sendonly", *("recvonly" for _ in range(SLOTS))):
            for kind in ("audio", "video"):
                line = self.connection.addTransceiver(kind, direction=direction)
                codecs = RTCRtpSender.getCapabilities(kind).codecs
                line.setCodecPreferences([c for c in codecs if c.mimeType.lower() == CODECS[kind]])
                patches.silence(line)
        await self.connection.setLocalDescription(await self.connection.createOffer())
        text = self.connection.localDescription.sdp
        media = sdp.SessionDescription.parse(text).media[:2]
        self._own = {line.kind: (line.ssrc[0].ssrc, line.rtp.codecs[0].payloadType or 0) for line in media}
        return text

    async def take(self, answer: str) -> None:
        self.port = sdp.SessionDescription.parse(answer).media[0].port
        await self.connection.setRemoteDescription(RTCSessionDescription(answer, "answer"))
        while self.connection.connectionState != "connected":
            await asyncio.sleep(0.005)
        self.wire = patches.open_wire(self.connection, self.counting)
        transport: Any = self.connection.getTransceivers()[0].receiver.transport
        for protocol in transport.transport._connection._protocols:
            protocol.datagram_received = self._counted(protocol.datagram_received)

    def send(self, packet: Packet, number: int, lap: int) -> None:
        ssrc, payload_type = self._own[packet.kind]
        ticks = packet.timestamp + lap * SECONDS * RATES[packet.kind]
        marked = payload_type | (0x80 if packet.marker else 0)
        assert self.wire
        self.wire.send(0x80, marked, number & 0xFFFF, ticks & 0xFFFFFFFF, ssrc, packet.payload)
        self.sent += 1

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
