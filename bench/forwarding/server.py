"""A side that is measured, in a process of its own: rooms of our forwarding unit, or aiortc's MediaRelay.

Arguments: "ours" or "relay", and the address that players find it at.
Lines of JSON: in {"room", "player", "sdp"} or "measure" or "report"; out the answer, or figures.
"""

import asyncio
import gc
import json
import sys
import time
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from aiortc import RTCBundlePolicy, RTCConfiguration, RTCPeerConnection, RTCSessionDescription  # noqa: E402
from aiortc.contrib.media import MediaRelay  # noqa: E402

from media.sfu import offers, patches  # noqa: E402
from media.sfu.room import Room  # noqa: E402

TEND = 0.05


class Ours:
    """Rooms as the media server holds them."""

    def __init__(self) -> None:
        self._rooms: dict[str, Room] = {}

    async def join(self, code: str, player: str, sdp: str) -> str:
        room = self._rooms.setdefault(code, Room(lambda *_: None, lambda *_: None))
        return await room.join(player, "bench", offers.examine(sdp))

    async def tend(self) -> None:
        rounds = 0
        while True:
            rounds += 1
            for room in self._rooms.values():
                room.tend(time.monotonic())
                if rounds % 20 == 0:
                    room.report(time.monotonic())
            await asyncio.sleep(TEND)


class Relay:
    """What aiortc offers for this: decode each stream, encode it for each receiver."""

    def __init__(self) -> None:
        self._relay = MediaRelay()
        self._rooms: dict[str, list[tuple[RTCPeerConnection, dict[str, Any]]]] = {}

    async def join(self, code: str, player: str, sdp: str) -> str:
        room = self._rooms.setdefault(code, [])
        connection = RTCPeerConnection(
            RTCConfiguration(iceServers=[], bundlePolicy=RTCBundlePolicy.MAX_BUNDLE)
        )
        await connection.setRemoteDescription(RTCSessionDescription(sdp, "offer"))
        lines = connection.getTransceivers()
        tracks = {line.kind: line.receiver.track for line in lines if line._offerDirection == "recvonly"}
        for line in lines[2:]:
            line.direction = "sendonly"
        for number, (other, theirs) in enumerate(room):
            for place, kind in enumerate(("audio", "video")):
                lines[2 + 2 * number + place].sender.replaceTrack(self._relay.subscribe(theirs[kind]))
                sender = other.getTransceivers()[2 * len(room) + place].sender
                sender.replaceTrack(self._relay.subscribe(tracks[kind]))
        room.append((connection, tracks))
        await connection.setLocalDescription(await connection.createAnswer())
        return connection.localDescription.sdp

    async def tend(self) -> None:
        await asyncio.Event().wait()


async def serve(side: Ours | Relay) -> None:
    reader = asyncio.StreamReader(limit=1 << 20)
    loop = asyncio.get_running_loop()
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
    tending = asyncio.create_task(side.tend())
    joins: list[float] = []
    mark = (0.0, 0.0)
    while line := await reader.readline():
        order = json.loads(line)
        if order == "measure":
            gc.collect()
            gc.freeze()
            mark = (time.process_time(), time.monotonic())
            _say({"joins": joins})
        elif order == "report":
            _say({"cpu": time.process_time() - mark[0], "seconds": time.monotonic() - mark[1]})
        else:
            before = time.process_time()
            answer = await side.join(order["room"], order["player"], order["sdp"])
            joins.append(time.process_time() - before)
            _say({"sdp": answer})
    tending.cancel()


def _say(answer: dict[str, Any]) -> None:
    print(json.dumps(answer), flush=True)


def main() -> None:
    patches.use_addresses([sys.argv[2]])
    side: Ours | Relay = Relay() if sys.argv[1] == "relay" else Ours()
    try:
        import uvloop

        factory = uvloop.new_event_loop
    except ImportError:
        factory = asyncio.new_event_loop
    with asyncio.Runner(loop_factory=factory) as runner:
        runner.run(serve(side))


if __name__ == "__main__":
    main()
