"""The people of one room and who of them reaches whom.  Layout is kept per receiver and changes little."""

import contextlib
import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from media.sfu.ladder import Ladder, Rung
from media.sfu.loudness import Speaker
from media.sfu.offers import Offer
from media.sfu.peer import Pair, Peer
from media.sfu.slot import Slot

logger = logging.getLogger(__name__)

CONNECTING = 15.0  # seconds for a browser to come after its offer; until then ICE looks for it all the time
LIMITS = ((2, 900_000), (4, 600_000), (6, 400_000), (99, 250_000))  # senders -> bits a second for each


class Closed(Exception):
    """The room was closed while somebody came in."""


@dataclass(frozen=True)
class Floor:
    """Who is heard and seen by all others; None: everybody."""

    heard: frozenset[str] | None = None
    seen: frozenset[str] | None = None

    def hears(self, player: str) -> bool:
        return self.heard is None or player in self.heard

    def sees(self, player: str) -> bool:
        return self.seen is None or player in self.seen


@dataclass
class Member:
    """One player with his newest connection."""

    peer: Peer
    connection: str  # of the socket or page that it belongs to
    muted: frozenset[str] = frozenset()  # kinds that he has switched off himself
    hidden: frozenset[str] = frozenset()  # players whose pictures he does not show
    layout: dict[str, Pair] = field(default_factory=dict)  # others' ids -> where he gets them
    ladder: Ladder = field(default_factory=Ladder)
    judged: float = 0.0  # when his line was last looked at
    face: str = ""  # whose picture he gets on Rung.FACE

    @property
    def hears(self) -> bool:
        """Does his line carry sound?"""
        return self.ladder.rung >= Rung.VOICE

    def sees(self, other: str) -> bool:
        return self.ladder.rung == Rung.VIDEO or (self.ladder.rung == Rung.FACE and other == self.face)


Told = Callable[[str, str], None]  # (player, "connected" | "lost")
LaidOut = Callable[[str, list[dict[str, str]]], None]  # (player, his layout)


class Room:
    """``on_layout`` hears of each change of who is in which of a player's slots."""

    apart = False  # one connection sends and receives

    def __init__(self, on_state: Told, on_layout: LaidOut) -> None:
        self.members: dict[str, Member] = {}
        self.speaker = Speaker()
        self.limit = LIMITS[0][1]  # bits a second for each camera
        self._floor = Floor()
        self._on_state, self._on_layout = on_state, on_layout
        self._closed = False

    async def join(self, player: str, connection: str, offer: Offer) -> str:
        """Take a player in, or take his new connection for the old one; gives the answer.

        Raises BadOffer or Closed; then nothing has changed.
        """
        peer = Peer(player, self._on_peer)
        try:
            answer = await peer.answer(offer)
            if self._closed:
                raise Closed
        except BaseException:
            await peer.close()
            raise
        before = self.members.pop(player, None)
        member = Member(peer, connection, before.muted if before else frozenset())
        self.members[player] = member
        if before:
            for other in self.members.values():  # before the old sources end, so that nobody moves
                if player in other.layout:
                    other.layout[player].bind(peer.sources)
            await self._end(before.peer)
        self._apply(member)
        self._lay_out()
        return answer

    async def leave(self, player: str, connection: str | None = None) -> None:
        """Let a player go; with ``connection``, only when he has not come back on another since."""
        member = self.members.get(player)
        if member is None or connection not in (None, member.connection):
            return
        del self.members[player]
        await self._end(member.peer)
        self._lay_out()

    async def drop_lost(self) -> list[str]:
        """Let those go whose connection has ended; gives them."""
        lost = {player: member for player, member in self.members.items() if member.peer.ended}
        for player, member in lost.items():
            if self.members.get(player) is member:
                del self.members[player]
                await self._end(member.peer)
        if lost:
            self._lay_out()
        return list(lost)

    async def close(self) -> None:
        """Everybody goes, and nobody comes any more."""
        self._closed = True
        for player in list(self.members):
            member = self.members.pop(player)
            await self._end(member.peer)

    def set_floor(self, floor: Floor) -> None:
        """From the next packet on, only these are heard and seen."""
        self._floor = floor
        for member in self.members.values():
            self._apply(member)
        self._turn_heads()

    def mute(self, player: str, kinds: frozenset[str]) -> None:
        """What a player has switched off does not leave the server, whatever his browser sends."""
        if member := self.members.get(player):
            member.muted = kinds
            self._apply(member)

    def show(self, player: str, hidden: frozenset[str]) -> None:
        """Pictures that a receiver does not show are not sent to him."""
        if member := self.members.get(player):
            member.hidden = hidden
            self._rest(member)

    def layout(self, player: str) -> list[dict[str, str]]:
        """Which m-sections of his connection carry whom; "": what rests, for his line is too thin."""
        member = self.members[player]
        return [
            {
                "player": other,
                "audio": pair.audio.mid if member.hears else "",
                "video": pair.video.mid if member.sees(other) else "",
            }
            for other, pair in member.layout.items()
        ]

    def tend(self, now: float) -> None:
        """Several times a second; times are ``time.monotonic()``."""
        for member in self.members.values():
            member.peer.tend(now)

    def report(self, now: float) -> None:
        """Once a second."""
        senders = sum(bool(member.peer.sources) for member in self.members.values())
        self.limit = next(bits for most, bits in LIMITS if senders <= most)
        for member in list(self.members.values()):
            member.peer.report(now, self.limit)
            self._judge_line(member, now)
            if member.peer.wire is None and now - member.peer.made > CONNECTING:
                member.peer.give_up()

    def listen(self) -> bool:
        """Once a second: True when another speaks than before."""
        heard = {
            player: member.peer.meter.take()
            for player, member in self.members.items()
            if (source := member.peer.sources.get("audio")) is not None and source.open
        }
        changed = self.speaker.look(heard)
        if changed:
            self._turn_heads()
        return changed

    @property
    def speaking(self) -> str:
        """Who speaks, as far as ``listen`` knows; "": nobody."""
        return self.speaker.now

    def packets(self) -> int:
        """Sent to those here, ever."""
        return sum(slot.packets for slot in self._slots())

    def repeated(self) -> int:
        """Of them sent again."""
        return sum(slot.repeated for slot in self._slots())

    def _slots(self) -> Iterator[Slot]:
        for member in self.members.values():
            for pair in member.peer.pairs:
                yield from (pair.audio, pair.video)

    def _apply(self, member: Member) -> None:
        player, sources = member.peer.player, member.peer.sources
        for kind, allowed in (("audio", self._floor.hears(player)), ("video", self._floor.sees(player))):
            if kind in sources:
                sources[kind].open = allowed and kind not in member.muted

    def _judge_line(self, member: Member, now: float) -> None:
        peer, ladder = member.peer, member.ladder
        bits = round(8 * peer.take_sent() / max(0.1, now - member.judged))
        member.judged = now
        if ladder.look(peer.believed, bits, peer.losses.take(now, ladder.since), now):
            member.face = self._face(member)
            self._rest(member)
            self._on_layout(member.peer.player, self.layout(member.peer.player))

    def _turn_heads(self) -> None:
        """Another speaks: those who get one picture get his."""
        for player, member in self.members.items():
            face = self._face(member)
            if member.ladder.rung == Rung.FACE and face != member.face:
                member.face = face
                self._rest(member)
                self._on_layout(player, self.layout(player))

    def _face(self, member: Member) -> str:
        """Who is to be seen by somebody who gets one picture: the turn's, else who speaks, else as before."""
        heard = self._floor.heard or ()
        who = next(iter(heard)) if len(heard) == 1 else self.speaker.now
        return who if who in member.layout else member.face

    def _rest(self, member: Member) -> None:
        """Send what he shows and his line carries, and nothing else."""
        for other, pair in member.layout.items():
            pair.audio.pause(not member.hears)
            pair.video.pause(other in member.hidden or not member.sees(other))

    def _lay_out(self) -> None:
        """Give each sender a pair of slots at each receiver who has one free; nobody is moved."""
        senders = {player: m.peer.sources for player, m in self.members.items() if m.peer.sources}
        for player, member in self.members.items():
            changed = False
            for other in [other for other in member.layout if other not in senders]:
                member.layout.pop(other).bind({})
                changed = True
            for other in senders:
                pair = _free(member) if other != player and other not in member.layout else None
                if pair is not None:
                    member.layout[other] = pair
                    pair.bind(senders[other])
                    changed = True
            if changed:
                self._rest(member)
                self._on_layout(player, self.layout(player))

    async def _end(self, peer: Peer) -> None:
        with contextlib.suppress(ConnectionError):
            await peer.close()

    def _on_peer(self, peer: Peer, state: str) -> None:
        member = self.members.get(peer.player)
        if member is not None and member.peer is peer:
            self._on_state(peer.player, "connected" if state == "connected" else "lost")


def _free(member: Member) -> Pair | None:
    used = {id(pair) for pair in member.layout.values()}
    return next((pair for pair in member.peer.pairs if id(pair) not in used), None)
