"""The people of one room of Janus, and who of them reaches whom.

What shall be is kept here and Janus is told the difference, one request after the other; so what changes
meanwhile is in the next round.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Collection, Coroutine
from typing import Any

from media.backend import LaidOut, Told
from media.janus.lines import KINDS, Line, Member, Receiver, Sender, Stream
from media.janus.link import Gone, Link, Message, Refused
from media.janus.place import Place, made
from media.sfu.offers import BadOffer, Fault, Offer
from media.sfu.room import CONNECTING, LIMITS, Closed, Floor

logger = logging.getLogger(__name__)


class JanusRoom:
    """A ``media.backend.MediaRoom``, whose docstrings hold for what has none here.

    ``linked`` gives the session with Janus, or raises Gone or Refused."""

    def __init__(self, linked: Callable[[], Awaitable[Link]], on_state: Told, on_layout: LaidOut) -> None:
        self._linked, self._on_state, self._on_layout = linked, on_state, on_layout
        self._members: dict[str, Member] = {}
        self._speaking, self._heard = "", ""  # as told, and as Janus has said since
        self._floor = Floor()
        self._place: Place | None = None
        self._making, self._settling = asyncio.Lock(), asyncio.Lock()
        self._tasks: set[asyncio.Task[None]] = set()
        self._closed = False

    @property
    def members(self) -> Collection[str]:
        return self._members

    @property
    def speaking(self) -> str:
        return self._speaking

    @property
    def limit(self) -> int:
        senders = sum(member.sender is not None for member in self._members.values())
        return next(bits for most, bits in LIMITS if senders <= most)

    async def join(self, player: str, connection: str, offer: Offer) -> str:
        """As ``MediaRoom.join``, of an offer that only sends or only receives: each takes the place of the
        player's earlier one of its direction."""
        directions = {section.publishes for section in offer.sections}
        if len(directions) != 1:
            raise BadOffer(Fault.BAD_SECTION)
        try:
            place = await self._open()
            line, answer = await self._connect(place, player, offer)
        except Gone as error:
            logger.warning("no way to Janus: %s", error)
            raise BadOffer(Fault.NO_PORT) from None
        except Refused as error:
            logger.info("offer not taken by Janus: %s", error)
            raise BadOffer(Fault.NOT_SDP) from None
        if self._closed or place is not self._place:
            await place.link.detach(line.handle)
            raise Closed
        before = self._adopt(player, connection, line)
        await self._settle()  # the floor stands before the first packet comes
        if before is not None:
            await place.link.detach(before.handle)
        return answer

    async def leave(self, player: str, connection: str | None = None) -> None:
        member = self._members.get(player)
        if member is not None and connection in (None, member.connection):
            await self._let_go([player])

    async def drop_lost(self) -> list[str]:
        lost = [
            player for player, member in self._members.items() if any(line.ended for line in member.lines)
        ]
        await self._let_go(lost)
        return lost

    async def close(self) -> None:
        self._closed = True
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        lines = [line for member in self._members.values() for line in member.lines]
        self._members.clear()
        place, self._place = self._place, None
        if place is not None:
            place.link.forget(self._on_gone)
            await self._carefully(place.destroy())
            await asyncio.gather(*(place.link.detach(line.handle) for line in lines))

    def set_floor(self, floor: Floor) -> None:
        self._floor = floor
        self._settle_soon()

    def mute(self, player: str, kinds: frozenset[str]) -> None:
        if member := self._members.get(player):
            member.muted = kinds
            self._settle_soon()

    def show(self, player: str, hidden: frozenset[str]) -> None:
        if member := self._members.get(player):
            member.hidden = hidden
            self._settle_soon()

    def layout(self, player: str) -> list[dict[str, str]]:
        receiver = self._members[player].receiver
        pairs = receiver.layout if receiver else {}
        return [
            {"player": other, **{kind: pair[kind].mid for kind in KINDS}} for other, pair in pairs.items()
        ]

    def tend(self, now: float) -> None:
        """Janus asks for what is missing by itself."""

    def report(self, now: float) -> None:
        """Janus reports by itself; who does not come is given up."""
        for player, member in list(self._members.items()):
            for line in member.lines:
                if not (line.up or line.ended) and now - line.made > CONNECTING:
                    self._end(player, line)

    def listen(self) -> bool:
        member = self._members.get(self._heard)
        heard = (
            self._heard if member and member.sender and not self._shut(self._heard, member, "audio") else ""
        )
        changed, self._speaking = heard != self._speaking, heard
        return changed

    def packets(self) -> int:
        """Janus does not say."""
        return 0

    def repeated(self) -> int:
        """Janus does not say."""
        return 0

    # --- connections -------------------------------------------------------------------------

    async def _open(self) -> Place:
        """The room as Janus has it; made when the first one comes.  Raises Gone, Refused, Closed."""
        async with self._making:
            if self._place is None and not self._closed:
                place = await made(await self._linked())
                place.link.at_end(self._on_gone)
                self._place = place
            if self._place is None:
                raise Closed
            return self._place

    async def _connect(self, place: Place, player: str, offer: Offer) -> tuple[Sender | Receiver, str]:
        line: Sender | Receiver = Sender() if offer.sections[0].publishes else Receiver()

        def heard(message: Message) -> None:
            self._take(player, line, message)

        try:
            if isinstance(line, Sender):
                return line, await place.publish(offer, line, heard)
            return line, await place.receive(offer, line, heard)
        except BaseException:
            if line.handle:
                await place.link.detach(line.handle)
            raise

    def _adopt(self, player: str, connection: str, line: Sender | Receiver) -> Line | None:
        """Gives the line that is replaced."""
        member = self._members.setdefault(player, Member(connection))
        member.connection = connection
        before: Line | None
        if isinstance(line, Sender):
            before, member.sender = member.sender, line
        else:
            before, member.receiver = member.receiver, line
        member.told = member.told and before is None
        self._lay_out()
        return before

    async def _let_go(self, players: list[str]) -> None:
        """Others look away first: Janus ends streams that are still watched with an offer of its own."""
        gone = [self._members.pop(player) for player in players]
        self._lay_out()
        await self._settle()
        if place := self._place:
            lines = [line for member in gone for line in member.lines]
            await asyncio.gather(*(place.link.detach(line.handle) for line in lines))

    def _take(self, player: str, line: Line, message: Message) -> None:
        match message["janus"]:
            case "webrtcup":
                line.up = True
                self._settle_soon()  # nobody can be switched to a sender before
                member = self._members.get(player)
                if member is not None and line in member.lines and not member.told:
                    member.told = True
                    self._on_state(player, "connected")
            case "hangup" | "detached":
                self._end(player, line)
            case "event":
                self._hear(message.get("plugindata", {}).get("data", {}))

    def _hear(self, data: Message) -> None:
        speaks = data.get("videoroom")
        if speaks not in ("talking", "stopped-talking"):
            return
        member = next((p for p, m in self._members.items() if m.sender and m.sender.feed == data["id"]), "")
        if speaks == "talking":
            self._heard = member
        elif self._heard == member:
            self._heard = ""

    def _end(self, player: str, line: Line) -> None:
        member = self._members.get(player)
        if member is not None and line in member.lines and not line.ended:
            line.ended = True
            self._on_state(player, "lost")

    def _on_gone(self) -> None:
        """Janus has forgotten all of us; who comes next has the room made again."""
        self._place = None
        for player, member in list(self._members.items()):
            for line in member.lines[:1]:
                self._end(player, line)

    # --- who reaches whom --------------------------------------------------------------------

    def _lay_out(self) -> None:
        """Give each sender a pair of sections at each receiver who has one free; nobody is moved."""
        senders = [player for player, member in self._members.items() if member.sender]
        for player, member in self._members.items():
            receiver = member.receiver
            if receiver is None:
                continue
            before = list(receiver.layout)
            receiver.layout = {other: pair for other, pair in receiver.layout.items() if other in senders}
            for other in senders:
                if other != player and other not in receiver.layout and (pair := receiver.free()) is not None:
                    receiver.layout[other] = pair
            if list(receiver.layout) != before:
                self._on_layout(player, self.layout(player))

    def _settle_soon(self) -> None:
        self._soon(self._settle())

    async def _settle(self) -> None:
        """Tell Janus what has changed: first who is shut, then who goes where."""
        async with self._settling:
            if (place := self._place) is None:
                return
            for player, member in list(self._members.items()):
                if (sender := member.sender) is not None and not sender.ended:
                    telling = self._tell_sender(place, player, member, sender)
                    if not await self._carefully(telling):
                        self._end(player, sender)  # rather gone than heard when he must not be
            for member in list(self._members.values()):
                if (receiver := member.receiver) is not None and not receiver.ended:
                    await self._carefully(self._tell_receiver(place, member, receiver))

    async def _carefully(self, telling: Coroutine[Any, Any, None]) -> bool:
        """False when Janus did not do it."""
        try:
            await telling
        except (Gone, Refused) as error:
            logger.info("Janus was not told: %s", error)
            return False
        return True

    async def _tell_sender(self, place: Place, player: str, member: Member, sender: Sender) -> None:
        for kind in sender.mids:
            shut = self._shut(player, member, kind)
            if sender.shut.get(kind, False) != shut:
                await place.shut(sender, kind, shut)
                sender.shut[kind] = shut
        limit = self.limit
        if sender.limit != limit:
            await place.limit(sender, limit)
            sender.limit = limit

    async def _tell_receiver(self, place: Place, member: Member, receiver: Receiver) -> None:
        wanted, shown = self._wanted(place, member, receiver), receiver.shown
        moved = {at: s for at, s in wanted.items() if (s.feed, s.mid) != (shown[at].feed, shown[at].mid)}
        if moved:
            await place.switch(receiver, moved)
        rests = {at: s.send for at, s in wanted.items() if s.send != shown[at].send}
        if rests:
            await place.rest(receiver, rests)
        receiver.shown = wanted

    def _wanted(self, place: Place, member: Member, receiver: Receiver) -> dict[str, Stream]:
        wanted = {section.theirs: place.nobody(section.kind) for section in receiver.sections}
        for other, pair in receiver.layout.items():
            sender = self._members[other].sender
            if sender is None or not sender.up or sender.ended:
                continue
            for kind in pair.keys() & sender.mids.keys():
                send = kind == "audio" or other not in member.hidden
                wanted[pair[kind].theirs] = Stream(sender.feed, sender.mids[kind], send)
        return wanted

    def _shut(self, player: str, member: Member, kind: str) -> bool:
        allowed = self._floor.hears(player) if kind == "audio" else self._floor.sees(player)
        return not allowed or kind in member.muted

    def _soon(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
