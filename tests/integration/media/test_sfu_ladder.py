"""What a receiver with a thin line is told will come, as his browser reports it."""

from aiortc.rtp import RtcpReceiverInfo

from media.sfu import feedback, offers, patches
from media.sfu.ladder import REST
from media.sfu.room import Floor, Room
from tests.integration.media.clients import Client, until

FEW = 4  # packets: a server takes 150 of sound a second


class Thin:
    """A room in which bob's line is thin; its seconds pass when told to."""

    def __init__(self) -> None:
        patches.use_addresses(["127.0.0.1"])
        self.room = Room(lambda *_: None, self._laid_out)
        self.people = {name: Client(name) for name in ("ann", "bob", "cid")}
        self.layout: dict[str, tuple[bool, bool]] = {}  # bob's: (heard, seen) of each other
        self.now, self.said = 1000.0, 0
        self.told, self.lost = 0, 0  # by bob's browser, of one voice: packets and packets lost

    async def enter(self) -> None:
        for name, client in self.people.items():
            await client.take(await self.room.join(name, "first", offers.examine(await client.offer())))
        await until(lambda: all(member.peer.wire for member in self.room.members.values()))
        self.wait(1.0)

    async def fall(self) -> None:
        """Bob's browser believes in little and loses half of what is sent, until something is taken away."""
        before = self.layout
        while self.layout == before:
            await self._report(lost=FEW // 2)

    async def rise(self) -> None:
        """Nothing is lost any more, until all is given back."""
        while self.layout != {"ann": (True, True), "cid": (True, True)}:
            self.wait(REST)
            if any(heard for heard, _ in self.layout.values()):
                await self._report(lost=0)

    async def _report(self, lost: int) -> None:
        """A second passes, in which a few packets of each voice are sent."""
        wire, peer = self.people["bob"].wire, self.room.members["bob"].peer
        slot = next(pair.audio for pair in peer.pairs if pair.audio.source)
        self._say()
        await until(lambda: slot.packets >= self.told + FEW)
        self.told, self.lost = slot.packets, self.lost + lost
        assert wire
        block = RtcpReceiverInfo(slot.ssrc, 128, self.lost, self.told, 0, 0, 0)
        wire.send_rtcp(feedback.receiver_report(1, [block]) + feedback.bitrate_limit(1, 900, [1]))
        await until(lambda: peer.losses._news)
        self.wait(1.0)

    def wait(self, seconds: float) -> None:
        self.now += seconds
        self.room.report(self.now)

    def _say(self) -> None:
        for name in ("ann", "cid"):
            for _ in range(FEW):
                self.said += 1
                self.people[name].say("audio", self.said)

    def _laid_out(self, player: str, layout: list[dict[str, str]]) -> None:
        if player == "bob":
            self.layout = {line["player"]: (bool(line["audio"]), bool(line["video"])) for line in layout}


async def test_a_thin_line_gets_one_face_then_voices_then_nothing_and_tries_again_by_itself() -> None:
    thin = Thin()
    await thin.enter()
    assert thin.layout == {"ann": (True, True), "cid": (True, True)}
    await thin.fall()
    assert thin.layout == {"ann": (True, False), "cid": (True, False)}  # nobody speaks
    thin.room.set_floor(Floor(heard=frozenset({"ann"})))
    assert thin.layout == {"ann": (True, True), "cid": (True, False)}
    thin.room.set_floor(Floor())
    await thin.fall()
    assert thin.layout == {"ann": (True, False), "cid": (True, False)}
    await thin.fall()
    assert thin.layout == {"ann": (False, False), "cid": (False, False)}
    bob = thin.room.members["bob"]
    assert all(slot.paused for pair in bob.layout.values() for slot in (pair.audio, pair.video))
    await thin.rise()
    assert not any(slot.paused for pair in bob.layout.values() for slot in (pair.audio, pair.video))
    await thin.room.close()
